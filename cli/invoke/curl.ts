import type { Discovery } from "../shared/cloud.ts";
import type { Redirect } from "./redirect.ts";
import type { Target } from "./target.ts";

export interface CurlRequest {
  /** Name of the Pulumi stack that holds the secret. */
  stack: string;
  target: Target;
  provider: Discovery;
  redirect: Redirect;
  headers?: Readonly<Record<string, string>> | undefined;
  data?: string | undefined;
}

/**
 * The guide's step 5 as commands to run by hand. Secrets are shell variables, set by the reader: neither the client secret nor a code
 * or token is printed. No line of it reads from the terminal: what is pasted after such a line would be read as the secret.
 */
export function curlCommands({ stack, target, provider, redirect, headers, data }: CurlRequest): string {
  const { connection, scopes, url, verb } = target;
  const authorize = new URL(provider.authorization_endpoint);
  authorize.search = new URLSearchParams({
    client_id: connection.clientId,
    response_type: "code",
    response_mode: "query",
    redirect_uri: redirect.uri,
    scope: scopes.join(" "),
    state: "12345",
  }).toString();
  const form: [string, string][] = [
    ["client_id", quoted(connection.clientId)],
    ["scope", quoted(scopes.join(" "))],
    ["code", '"$CODE"'],
    ["redirect_uri", quoted(redirect.uri)],
    ["client_secret", '"$CLIENT_SECRET"'],
    ["grant_type", "authorization_code"],
  ];
  const sent = Object.entries({
    ...(data !== undefined && { "Content-Type": "application/json" }),
    ...headers,
  });
  return [
    "# 1. Open this address in a browser and sign in. Copy the value of code from the address you come back to.",
    authorize.href,
    "",
    "# 2. Exchange the code. Before that, one at a time: read -rs CLIENT_SECRET, read -r CODE.",
    `#    The secret: npm run pulumi -- stack output connections --show-secrets --stack ${stack}`,
    continued([
      `curl --request POST ${quoted(provider.token_endpoint)}`,
      ...form.map(([name, value]) => `--data-urlencode ${name}=${value}`),
    ]),
    "",
    "# 3. Call the API with the access_token of the answer. Before that: read -r ACCESS_TOKEN.",
    continued([
      `curl --request ${verb} ${quoted(url.href)}`,
      '--header "Authorization: Bearer $ACCESS_TOKEN"',
      ...sent.map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
      ...(data === undefined ? [] : [`--data ${quoted(data)}`]),
    ]),
  ].join("\n");
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function continued(lines: string[]): string {
  return lines.join(" \\\n  ");
}
