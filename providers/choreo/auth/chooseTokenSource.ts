import { ChoreoError } from "../client/errors.ts";
import type { Endpoints, Flavour } from "../flavour/flavour.ts";
import type { ControlPlaneConfig, Credentials } from "../settings.ts";
import { clientCredentials, password, type TokenRequest, tokenExchange } from "./grants.ts";
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
  const request = (client: TokenRequest["client"]): TokenRequest => ({
    url: endpoints.token,
    client,
    scopes: flavour.tokenScopes,
    fields: flavour.tokenFields(config),
    stored,
  });

  if (token) return givenToken(checkOrganization(token, config, flavour));
  if (subjectToken && clientId && flavour.name === "choreo") {
    return cachedToken((deadline) =>
      tokenExchange(request({ clientId, clientSecret }), subjectToken, deadline),
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

/**
 * A JWT of another organisation would only get a 401 that does not say why. Opaque tokens pass: only the server can tell.
 */
function checkOrganization(token: string, { organizationId }: ControlPlaneConfig, flavour: Flavour): string {
  const claimed = flavour.name === "choreo" ? organizationOf(token) : undefined;
  if (claimed && organizationId && claimed !== organizationId) {
    throw new ChoreoError({
      what: "Sign in to Choreo",
      words: `the token is for organisation ${claimed}, the stack for ${organizationId}`,
      hint: "Set choreo.organizationId to the token's organisation, or CHOREO_TOKEN to a token of the stack's.",
    });
  }
  return token;
}

function organizationOf(token: string): string | undefined {
  const [, payload] = token.split(".");
  if (!payload) return undefined;
  try {
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
      organization?: { uuid?: string };
    };
    return claims.organization?.uuid;
  } catch {
    return undefined;
  }
}
