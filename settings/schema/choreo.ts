import { z } from "zod";
import { type ControlPlaneConfig, FLAVOURS, REGIONS } from "../../providers/choreo/reads.ts";
import { distinctNames, guid, name, notOurs, text, url } from "./texts.ts";

export const keyType = z.enum(["PRODUCTION", "SANDBOX"]);

/** An identity provider that this stack makes, of the tenant that it runs in. */
const madeIdentityProvider = z.strictObject({
  name,
  /** Version of the access tokens: decides issuer and claims. */
  tokenVersion: z.union([z.literal(1), z.literal(2)]).default(2),
  description: notOurs(z.string().max(256, "must have at most 256 characters")).optional(),
  /** Gateway environments that it serves; none: all. */
  environments: distinctNames.min(1, "needs at least one environment").optional(),
  adopt: z.boolean().default(false),
});

/** What the provider reads: no key of it may be forgotten here. */
const controlPlane = {
  flavour: z.enum(FLAVOURS).default("choreo"),
  region: z.enum(REGIONS).default("us"),
  url,
  /** Handle. This and the id are those of the credential where they are left out. */
  organization: text
    .regex(/^[^\s/]+$/, "must be the handle, as the Console's address has it: no spaces, no slashes")
    .optional(),
  organizationId: guid.optional(),
  tenant: text.optional(),
  publisherUrl: url,
  devportalUrl: url,
  tokenUrl: url,
  dcrUrl: url,
  apisUrl: url,
  /** Name or id of the identity provider (key manager); an object: this stack makes it. */
  identityProvider: z.union([text, madeIdentityProvider]),
} satisfies Record<keyof ControlPlaneConfig, z.ZodType>;

export const choreo = z.strictObject({
  ...controlPlane,
  keyType: keyType.default("PRODUCTION"),
  gatewayEnvironments: distinctNames.min(1, "needs at least one environment").optional(),
});
