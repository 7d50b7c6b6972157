import { inStack } from "../../shared/repair.ts";
import { discover, findCloud } from "../shared/cloud.ts";
import { CliError } from "../shared/errors.ts";
import type { Terminal } from "../shared/run.ts";
import type { StackOutputs } from "../shared/stack.ts";
import { signInAdvice } from "./advice.ts";
import { type Answer, callApi, PATIENCE } from "./call.ts";
import { readClaims } from "./claims.ts";
import type { AdviceFor } from "./explain-sign-in.ts";
import { chooseRedirect, type Redirect } from "./redirect.ts";
import { beginSignIn } from "./sign-in.ts";
import { resolveTarget, type Target, type TargetRequest } from "./target.ts";
import { isYoung } from "./young.ts";

/** How a person gets from the sign-in page back to this program. */
export interface WayToSignIn {
  /** What it needs of the redirect URI. */
  redirect?: { port?: number | undefined; paste?: boolean | undefined };
  loginHint?: string | undefined;
  /** Sends the person to `signInUrl` and gives the address that the browser came back to. */
  bring(signInUrl: URL, redirect: Redirect, adviceFor: AdviceFor): Promise<URL>;
}

export interface InvokeRequest extends TargetRequest {
  /** Read with secrets: {@link readStackOutputs}. */
  outputs: StackOutputs;
  wayToSignIn: WayToSignIn;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Name of the stack, for advice that names commands. */
  stack?: string | undefined;
  /** Request body as text, usually JSON. */
  data?: string | undefined;
  /** Seconds; see {@link callApi}. */
  patience?: number | undefined;
  /** Told, on its error side, what is going on. */
  terminal?: Terminal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

export interface InvokeResult extends Answer {
  target: Target;
  /** Claims of the access token. */
  claims: Record<string, unknown>;
}

/**
 * Signs a person in and calls one operation: the guide's step 5.
 *
 * @throws CliError for everything that keeps the call from being made. An answer of the API or the gateway is a result, whatever its status.
 * @example
 * ```ts
 * const result = await invokeOperation({
 *   outputs, client: "storefront", api: "books", operation: "GET /books",
 *   wayToSignIn: headless("ada@taylordean.example"),
 * });
 * ```
 */
export async function invokeOperation(request: InvokeRequest): Promise<InvokeResult> {
  const { outputs, wayToSignIn, terminal, env } = request;
  const target = resolveTarget(outputs, request);
  const { connection } = target;
  const redirect = chooseRedirect(connection.redirectUris, wayToSignIn.redirect);
  const provider = await discover(await findCloud(env), connection.tenantId);
  const adviceFor = (code: string | undefined) => {
    const advice = signInAdvice(code, { ...target, user: wayToSignIn.loginHint });
    return advice && request.stack ? inStack(advice, request.stack) : advice;
  };
  const signIn = await beginSignIn({
    provider,
    clientId: connection.clientId,
    clientSecret: secretFor(connection, request.client, env),
    redirectUri: redirect.uri,
    scopes: target.scopes,
    loginHint: wayToSignIn.loginHint,
    patience: isYoung(connection.clientSecretStarts) ? (request.patience ?? PATIENCE) : 0,
    onWait: (seconds) =>
      terminal?.err(`Entra does not know the client secret yet; it is new. Again in ${seconds} s.`),
    adviceFor,
  });
  const tokens = await signIn.finish(await wayToSignIn.bring(signIn.url, redirect, adviceFor));
  const claims = readClaims(tokens.accessToken);
  const answer = await callApi({
    verb: target.verb,
    url: target.url,
    accessToken: tokens.accessToken,
    headers: request.headers,
    data: request.data,
    patience: request.patience,
    onWait: ({ code }, seconds) =>
      terminal?.err(
        `The gateway says ${code}; it may not have heard of the deployment yet. Again in ${seconds} s.`,
      ),
  });
  return { ...answer, target, claims };
}

/** A secret that the stack did not make is known to those alone who have it. */
export function secretFor(
  { secret, clientSecret }: Target["connection"],
  client: string,
  env = process.env,
): string {
  if (secret !== "external") return clientSecret;
  if (env.INVOKE_CLIENT_SECRET) return env.INVOKE_CLIENT_SECRET;
  throw new CliError(
    "usage",
    `The client "${client}" keeps a secret that this stack did not make (secret: external), so the stack does not know it.`,
    "Set INVOKE_CLIENT_SECRET to it for this call.",
  );
}
