import {
  AuthorizationResponseError,
  OperationProcessingError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "oauth4webapi";
import { proxyAdvice } from "../../shared/proxy.ts";
import { CliError, reasonOf } from "../shared/errors.ts";
import { withoutSecrets } from "../shared/secrets.ts";
import { entraCode, entraErrors } from "./aadsts.ts";

export type AdviceFor = (entraCode: string | undefined) => string | undefined;

const startAgain = "Start again. If it happens again, another program may be answering at the redirect URI.";

/**
 * Turns an error of the OAuth library into a sentence for the person who signs in.
 *
 * @param adviceFor what to do about a code of Entra, for this client
 */
export function explainSignIn(
  error: unknown,
  tokenEndpoint: string,
  secrets: readonly string[],
  adviceFor: AdviceFor,
): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof AuthorizationResponseError)
    return refused("The sign-in was refused", error.error, error.error_description, secrets, adviceFor);
  if (error instanceof ResponseBodyError)
    return refused(
      "The token endpoint refused the code",
      error.error,
      error.error_description,
      secrets,
      adviceFor,
    );
  if (error instanceof WWWAuthenticateChallengeError)
    return refused("The token endpoint refused the client", "invalid_client", undefined, secrets, adviceFor);
  if (error instanceof OperationProcessingError) {
    if (/"state"/.test(error.message))
      return new CliError(
        "signIn",
        "The answer's state is not the one of this sign-in; it was not used.",
        startAgain,
      );
    if (/"iss"/.test(error.message) && !/JWT/.test(error.message))
      return new CliError(
        "signIn",
        "The answer comes from another identity provider (iss); it was not used.",
        startAgain,
      );
    return notUnderstood(error, tokenEndpoint);
  }
  return new CliError(
    "service",
    withoutSecrets(`Could not get a token at ${tokenEndpoint}: ${reasonOf(error)}`, secrets),
    proxyAdvice(error) ?? "Check the network and, behind one, the proxy.",
  );
}

function refused(
  what: string,
  code: string,
  description: string | undefined,
  secrets: readonly string[],
  adviceFor: AdviceFor,
): CliError {
  const entra = entraCode(description ?? "");
  const text = withoutSecrets(description ?? "", secrets);
  // After the reason come Entra's trace id, correlation id and time; Microsoft's support asks for the second.
  const said = text.split(/\s*Trace ID:/)[0]?.trim();
  const correlation = /Correlation ID: \S+/.exec(text)?.[0];
  const message = [`${what}: ${code}.`, entraErrors[entra ?? ""]?.meaning, said, correlation]
    .filter(Boolean)
    .join("\n");
  const fallback =
    code === "access_denied"
      ? entraErrors.AADSTS65004?.advice
      : "docs/troubleshooting.md lists the common codes.";
  return new CliError("signIn", message, adviceFor(entra) ?? fallback);
}

function notUnderstood(error: OperationProcessingError, tokenEndpoint: string): CliError {
  const response = error.cause instanceof Response ? error.cause : undefined;
  const type = response?.headers.get("content-type")?.split(";")[0];
  // Where there is no response, the library's message says what it missed; its cause may hold tokens and stays here.
  const got = response ? `status ${response.status}${type ? `, ${type}` : ""}` : error.message;
  return new CliError(
    "service",
    `${tokenEndpoint} did not answer as a token endpoint does (${got}).`,
    "A proxy or a maintenance page may be in the way: open the address in a browser.",
  );
}
