import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { type IdentityProviderDetails, readIdentityProviderDetails } from "./admin.ts";
import { listKeyManagers } from "./keyManagers.ts";
import { likeliest } from "./likeliest.ts";
import { once } from "./memo.ts";

/** An external identity provider as Choreo has it: a key manager, in API Manager's words. */
export interface IdentityProvider {
  id: string;
  name: string;
  /** Only where the caller may read the Admin API; so are {@link consumerKeyClaim}, {@link environments} and {@link tokenVersion}. */
  issuer?: string;
  tokenEndpoint: string;
  authorizeEndpoint?: string;
  enabled: boolean;
  /** `EXTERNAL` on Choreo; `DIRECT`, `EXCHANGED` or `BOTH` on API Manager. */
  tokenType: string;
  /** Claim that holds the client id: `appid` fits Entra's v1 access tokens, `azp` its v2. */
  consumerKeyClaim?: string;
  /** Gateway environments that it is limited to; undefined where it is not. */
  environments?: string[];
  /** Why the Admin API could not be read. */
  unread?: { why: ChoreoError; isForbidden: boolean };
  /** Version of the access tokens that the issuer makes it expect; where the issuer cannot be read, by the token endpoint. */
  tokenVersion?: 1 | 2;
}

/**
 * The identity provider of this name (or id), asked for once a run.
 *
 * @throws ChoreoError if there is none (naming the likeliest), it is switched off, or it takes no client ids of other servers
 *
 * @example
 * const idp = await getIdentityProvider(control, { name: "AzureAD" });
 */
export function getIdentityProvider(
  control: ControlPlane,
  { name }: { name: string },
): Promise<IdentityProvider> {
  return once(control, `idp:${name}`, async () => {
    const client = control.client();
    const all = await listKeyManagers(client);
    const what = `Look for the identity provider "${name}"`;
    const found = all.find((keyManager) => keyManager.name === name || keyManager.id === name);
    if (!found) {
      const names = await likeliest(
        name,
        all.filter(control.flavour.mapsExternalClients).map((idp) => idp.name),
      );
      throw new ChoreoError({
        what,
        words: "there is no such identity provider",
        hint:
          names.length > 0
            ? `Nearest names: ${names.join(", ")}.`
            : "The organisation has no external identity provider.",
      });
    }
    if (found.enabled === false) {
      throw new ChoreoError({
        what,
        words: "it is switched off",
        hint: "Enable it in Choreo, or name another one.",
      });
    }
    if (!control.flavour.mapsExternalClients(found)) {
      throw new ChoreoError({
        what,
        words: `it takes no client ids that were registered elsewhere (token type ${found.tokenType ?? "unknown"})`,
        hint: "Name an external identity provider in choreo.identityProvider.",
      });
    }
    const { details, ...unread } = await readIdentityProviderDetails(client, found.id).then(
      (details) => ({ details }),
      whyUnread,
    );
    const tokenEndpoint = found.tokenEndpoint ?? "";
    const authorizeEndpoint = found.authorizeEndpoint ?? details.authorizeEndpoint;
    return {
      id: found.id,
      name: found.name,
      tokenEndpoint,
      enabled: true,
      tokenType: found.tokenType ?? "",
      ...(authorizeEndpoint ? { authorizeEndpoint } : {}),
      ...claims(details, tokenEndpoint),
      ...unread,
    };
  });
}

function whyUnread(why: unknown): { details: IdentityProviderDetails } & Pick<IdentityProvider, "unread"> {
  if (!(why instanceof ChoreoError)) throw why;
  return { details: {}, unread: { why, isForbidden: why.status === 401 || why.status === 403 } };
}

function claims(
  { issuer, consumerKeyClaim, additionalProperties }: IdentityProviderDetails,
  tokenEndpoint: string,
): Partial<IdentityProvider> {
  const tokenVersion = issuer ? versionOf(issuer) : versionOfEndpoint(tokenEndpoint);
  return {
    ...(issuer ? { issuer } : {}),
    ...(consumerKeyClaim ? { consumerKeyClaim } : {}),
    ...(tokenVersion ? { tokenVersion } : {}),
    ...(additionalProperties?.environments
      ? { environments: additionalProperties.environments.flatMap(({ apim = [] }) => apim) }
      : {}),
  };
}

/** Entra's issuers: `https://sts.windows.net/<tenant>/` in v1 tokens, `https://login.microsoftonline.com/<tenant>/v2.0` in v2. */
function versionOf(issuer: string): 1 | 2 | undefined {
  if (/\/v2\.0\/?$/.test(issuer)) return 2;
  return /^https:\/\/sts\.[^/]+\/[^/]+\/?$/.test(issuer) ? 1 : undefined;
}

/** Entra's two discovery documents, which an identity provider is set up from, name `…/oauth2/token` and `…/oauth2/v2.0/token`. */
function versionOfEndpoint(url: string): 1 | 2 | undefined {
  const [path, version] = /^https:\/\/[^/]+\/[^/]+\/oauth2(\/v2\.0)?\/token$/.exec(url) ?? [];
  if (path === undefined) return undefined;
  return version ? 2 : 1;
}
