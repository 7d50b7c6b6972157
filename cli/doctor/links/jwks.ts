import { z } from "zod";
import { readKeyManager } from "../key-manager.ts";
import { type ClientSubject, green, type Link, red, yellow } from "../link.ts";

export const jwksSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })),
});

/** The gateway verifies signatures with the keys at this address; without them 900901. */
export const jwksLink: Link<ClientSubject> = {
  id: "jwks",
  title: "The identity provider's keys can be fetched",
  needs: ["identity-provider"],
  async check({ connection }, world) {
    const keyManager = await readKeyManager(connection.identityProvider.id, world);
    if (keyManager?.certificates?.type === "PEM")
      return yellow(
        "It has one certificate and no address of keys: from Entra's next key on, every token is refused (900901).",
        "An administrator gives it the JWKS address of the tenant in Choreo.",
      );
    const fromChoreo = keyManager?.certificates?.type === "JWKS" ? keyManager.certificates.value : undefined;
    // Where only the administrator sees Choreo's address, the tenant's own stands in for it.
    const url = fromChoreo ?? (await world.discovery(connection.tenantId, 2)).jwks_uri;
    const parsed = jwksSchema.safeParse(await world.fetchJson(url, "the identity provider's keys"));
    if (!parsed.success || parsed.data.keys.length === 0)
      return red(
        `${url} has no keys.`,
        "An administrator corrects the JWKS address of the identity provider in Choreo.",
      );
    return green(
      `${parsed.data.keys.length} at ${url}${fromChoreo ? "" : " (the tenant's; Choreo's own was not visible)"}`,
    );
  },
};
