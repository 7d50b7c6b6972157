import { z } from "zod";
import { type Cloud, CloudError, findCloud as findIn } from "../../graph/cloud.ts";
import { proxyAdvice } from "../../shared/proxy.ts";
import { CliError, reasonOf } from "./errors.ts";

export { azureEnvironment, type Cloud } from "../../graph/cloud.ts";

/**
 * The cloud that `pulumi up` used.
 *
 * @throws CliError (usage) for an unknown name, (service) if the host does not answer
 * @example `await findCloud({}) // { login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com", … }`
 */
export function findCloud(env: NodeJS.ProcessEnv = process.env): Promise<Cloud> {
  return asCliError(findIn(env, getJson));
}

/** What a cloud does not do, said by a tool. */
export async function asCliError<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof CloudError) throw new CliError(error.kind, error.message, error.advice);
    throw error;
  }
}

/** An OpenID Connect discovery document, as far as it is used. */
const discoverySchema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
});
export type Discovery = z.infer<typeof discoverySchema>;

/**
 * A tenant's discovery document. Version 2 has the endpoints that take `scope`; they issue tokens of either version, because
 * the version of an access token is a property of the web API (`requestedAccessTokenVersion`). Version 1 has the issuer of v1 tokens.
 *
 * @throws CliError (service)
 * @example `const { token_endpoint } = await discover(await findCloud(), tenantId)`
 */
export async function discover(
  cloud: Pick<Cloud, "login">,
  tenantId: string,
  version: 1 | 2 = 2,
): Promise<Discovery> {
  const url = `${cloud.login}/${tenantId}${version === 2 ? "/v2.0" : ""}/.well-known/openid-configuration`;
  const parsed = discoverySchema.safeParse(await getJson(url, "the identity provider's discovery document"));
  if (parsed.success) return parsed.data;
  throw new CliError(
    "service",
    `${url} is not an OpenID Connect discovery document.`,
    "Check the tenant id.",
  );
}

/** GETs JSON without credentials; failures become sentences. */
export async function getJson(url: string, what: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(15_000),
    });
  } catch (error) {
    throw new CliError(
      "service",
      `Could not reach ${what} at ${url}: ${reasonOf(error)}`,
      proxyAdvice(error) ?? certificateAdvice(error),
    );
  }
  const text = await response.text();
  if (!response.ok) throw new CliError("service", `${what} at ${url} answered ${response.status}.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError("service", `${what} at ${url} answered something that is not JSON.`);
  }
}

function certificateAdvice(error: unknown): string | undefined {
  return /certificate|self-signed|issuer/i.test(reasonOf(error))
    ? "In the sandbox, NODE_EXTRA_CA_CERTS must name its CA before Node.js starts."
    : undefined;
}
