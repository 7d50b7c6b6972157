import { setTimeout as sleep } from "node:timers/promises";
import * as oauth from "oauth4webapi";
import type { Discovery } from "../shared/cloud.ts";
import { entraCode, entraErrors } from "./aadsts.ts";
import { type AdviceFor, explainSignIn } from "./explain-sign-in.ts";

export interface SignInRequest {
  /** The tenant's discovery document. */
  provider: Discovery;
  clientId: string;
  clientSecret: string;
  /** As registered. */
  redirectUri: string;
  /** Full scope names. */
  scopes: readonly string[];
  /** Pre-fills the sign-in page. */
  loginHint?: string | undefined;
  /** Seconds for which a refused client secret is tried again, because it is so young that Entra may not know it yet. Default 0. */
  patience?: number | undefined;
  /** Told of each such wait. */
  onWait?: ((seconds: number) => void) | undefined;
  /** What to do about a code of Entra; default: what {@link entraErrors} says. */
  adviceFor?: AdviceFor | undefined;
}

/** A sign-in on its way: the person goes to {@link url}; what comes back goes into {@link finish}. */
export interface SignIn {
  url: URL;
  /**
   * Checks the answer (`state`, and `iss` where given: RFC 9207) and exchanges its code.
   *
   * @throws CliError (signIn, service), whose text holds no secret.
   */
  finish(answer: URL): Promise<Tokens>;
}

export interface Tokens {
  accessToken: string;
  /** Scopes as the token endpoint names them. */
  scope: string | undefined;
  /** Claims of the id token, validated; undefined unless `openid` was asked for. */
  idTokenClaims: Record<string, unknown> | undefined;
}

/**
 * Begins an authorization code grant with PKCE (RFC 6749 section 4.1, RFC 7636): the guide's step 5, with the checks that a person
 * with curl leaves out. Entra does not ask confidential clients for PKCE; it accepts it.
 */
export async function beginSignIn(request: SignInRequest): Promise<SignIn> {
  const { provider, clientId, clientSecret, redirectUri, scopes, loginHint } = request;
  const { adviceFor = (code) => entraErrors[code ?? ""]?.advice } = request;
  const server = provider as unknown as oauth.AuthorizationServer;
  const client: oauth.Client = { client_id: clientId };
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  const nonce = scopes.includes("openid") ? oauth.generateRandomNonce() : undefined;

  const url = new URL(provider.authorization_endpoint);
  const parameters = {
    client_id: clientId,
    response_type: "code",
    response_mode: "query",
    redirect_uri: redirectUri,
    scope: scopes.join(" "),
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(nonce && { nonce }),
    ...(loginHint && { login_hint: loginHint }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);

  return {
    url,
    async finish(answer) {
      const redeem = async () => {
        const callback = oauth.validateAuthResponse(server, client, answer, state);
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.ClientSecretPost(clientSecret),
          callback,
          redirectUri,
          verifier,
          // Entra issues the token for the scopes named here, as in the guide's own request.
          { additionalParameters: { scope: scopes.join(" ") }, signal: AbortSignal.timeout(30_000) },
        );
        return oauth.processAuthorizationCodeResponse(server, client, response, {
          ...(nonce && { expectedNonce: nonce, requireIdToken: true }),
        });
      };
      try {
        const tokens = await whileSecretIsYoung(redeem, request);
        return {
          accessToken: tokens.access_token,
          scope: tokens.scope,
          idTokenClaims: oauth.getValidatedIdTokenClaims(tokens),
        };
      } catch (error) {
        throw explainSignIn(error, provider.token_endpoint, [clientSecret, verifier], adviceFor);
      }
    },
  };
}

/** A client that is refused does not use the code up: authentication comes before the grant (RFC 6749 section 4.1.3). */
async function whileSecretIsYoung<T>(
  redeem: () => Promise<T>,
  { patience = 0, onWait }: Pick<SignInRequest, "patience" | "onWait">,
): Promise<T> {
  const deadline = Date.now() + patience * 1000;
  for (let wait = 1; ; wait = Math.min(wait * 2, 8)) {
    try {
      return await redeem();
    } catch (error) {
      const unknownSecret =
        error instanceof oauth.ResponseBodyError &&
        entraCode(error.error_description ?? "") === "AADSTS7000215";
      if (!unknownSecret || Date.now() + wait * 1000 > deadline) throw error;
      onWait?.(wait);
      await sleep(wait * 1000);
    }
  }
}
