import { ChoreoError } from "../client/errors.ts";
import type { Endpoints, Flavour } from "../flavour/flavour.ts";
import type { ControlPlaneConfig, Credentials } from "../settings.ts";
import { claimsOf } from "./claims.ts";
import { clientCredentials, password, refresh, type TokenRequest, tokenExchange } from "./grants.ts";
import { listOrganizations } from "./introspection.ts";
import { registerClient } from "./registration.ts";
import { cachedToken, givenToken, type TokenSource } from "./tokenSource.ts";

/**
 * The way to a token that the given credentials allow: a token as it is; else one exchanged at the STS (Choreo); else a user's
 * password with a registered client (API Manager); else client credentials.
 *
 * @throws ChoreoError naming the variables if there are none
 */
export function chooseTokenSource(
  credentials: Credentials,
  {
    flavour,
    config,
    endpoints,
    stored,
  }: { flavour: Flavour; config: ControlPlaneConfig; endpoints: Endpoints; stored: boolean },
): TokenSource {
  const { token, clientId, clientSecret, subjectToken, username } = credentials;
  const request = (client: TokenRequest["client"], organization = config.organization): TokenRequest => ({
    url: endpoints.token,
    client,
    scopes: [...flavour.tokenScopes, ...(typeof config.identityProvider === "object" ? ["apim:admin"] : [])],
    fields: flavour.tokenFields({ ...config, organization }),
    stored,
  });

  if (token) return givenToken(checkOrganization(checkForm(token), config, flavour));
  if (subjectToken && clientId && flavour.name === "choreo") {
    const client = { clientId, clientSecret };
    return cachedToken(
      async (deadline) => {
        const organization = await handleFor(subjectToken, config, endpoints, deadline);
        return tokenExchange(request(client, organization), subjectToken, deadline);
      },
      (refreshToken, deadline) => refresh(request(client), refreshToken, deadline),
    );
  }
  if (username && credentials.password && flavour.name === "apim") {
    const user = { username, password: credentials.password };
    const given = clientId && clientSecret ? { clientId, clientSecret } : undefined;
    return cachedToken(async (deadline) => {
      const client = given ?? (await registerClient(endpoints.dcr, user, deadline));
      return password(request(client), user, deadline);
    });
  }
  if (clientId && clientSecret) {
    return cachedToken((deadline) => clientCredentials(request({ clientId, clientSecret }), deadline));
  }
  throw new ChoreoError({
    what: `Sign in to ${flavour.title}`,
    words: "there are no credentials",
    hint:
      flavour.name === "choreo"
        ? "Set CHOREO_TOKEN; or CHOREO_CLIENT_ID with CHOREO_CLIENT_SECRET, or with CHOREO_SUBJECT_TOKEN. The stack configuration choreoCredentials takes the same."
        : "Set CHOREO_TOKEN; or CHOREO_CLIENT_ID and CHOREO_CLIENT_SECRET; or CHOREO_USERNAME and CHOREO_PASSWORD. The stack configuration choreoCredentials takes the same.",
  });
}

/** What a header takes as a bearer token (RFC 6750, 2.1): quotes of an env file, or a "Bearer " copied along, are no part of one. */
function checkForm(token: string): string {
  const bare = token.trim();
  if (/^[\w.~+/-]+=*$/.test(bare)) return bare;
  throw new ChoreoError({
    what: "Sign in to Choreo",
    words: "the token has characters that no token has, such as quotation marks or spaces",
    hint: 'Set CHOREO_TOKEN, or choreoCredentials.token, to the token alone: without quotation marks, and without "Bearer".',
  });
}

/**
 * A JWT of another organisation would only get a 401 that does not say why. Opaque tokens pass: only the server can tell.
 */
function checkOrganization(token: string, { organizationId }: ControlPlaneConfig, flavour: Flavour): string {
  const claimed = flavour.name === "choreo" ? claimsOf(token)?.organizationId : undefined;
  if (claimed && organizationId && claimed !== organizationId) {
    throw new ChoreoError({
      what: "Sign in to Choreo",
      words: `the token is for organisation ${claimed}, the stack for ${organizationId}`,
      hint: "Set choreo.organizationId to the token's organisation, or CHOREO_TOKEN to a token of the stack's.",
    });
  }
  return token;
}

/**
 * The handle that a token is asked for: the stack's, else that of the token to exchange, else of the only organisation that its
 * holder has.
 */
async function handleFor(
  subjectToken: string,
  { organization, organizationId }: ControlPlaneConfig,
  { apis }: Endpoints,
  deadline: AbortSignal,
): Promise<string> {
  const own = organization ?? claimsOf(subjectToken)?.organization;
  if (own) return own;
  const all = apis ? ((await listOrganizations(apis, subjectToken, deadline)) ?? []) : [];
  const fitting = all.filter(({ uuid }) => !organizationId || uuid === organizationId);
  if (fitting.length === 1 && fitting[0]?.handle) return fitting[0].handle;
  const handles = fitting.map(({ handle }) => handle).join(", ");
  throw new ChoreoError({
    what: "Find the organisation to exchange a token for",
    words: "choreo.organization is missing, and the subject token does not say which one it is",
    hint: handles
      ? `Set choreo.organization to one of ${handles}.`
      : "Set choreo.organization in the stack configuration to the organisation's handle.",
  });
}
