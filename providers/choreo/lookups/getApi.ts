import { environmentsOf } from "../api/environments.ts";
import { readApi, searchApis } from "../api/rest.ts";
import type { ApiObject, GatewayEnvironment } from "../api/types.ts";
import type { Client } from "../client/client.ts";
import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { type Claim, readRegister } from "../sharing/register.ts";
import { likeliest } from "./likeliest.ts";
import { once } from "./memo.ts";

/** An API as the program needs to know it before it makes anything. */
export interface Api {
  apiId: string;
  name: string;
  version: string;
  /** `/books` */
  context: string;
  /** `urn:taylordean:books:`; empty on API Manager. */
  scopePrefix: string;
  /** `anonymous`: the gateway asks for no token (`authType: None`), whatever scopes are attached. */
  operations: { verb: string; target: string; scopes: string[]; anonymous: boolean }[];
  scopes: { name: string; displayName: string; description: string }[];
  /** `CREATED`, `PUBLISHED`, … */
  lifecycleState: string;
  /** What stacks of this program claim: scopes, and what they attach to operations; empty where that cannot be read. */
  claims: Claim[];
  /** Why claims cannot be read; whoever wants to change the API is refused with it. */
  damage?: string;
  /** Operations that wanted no token before stacks claimed them, and will want none again when none does. */
  anonymousBefore: string[];
  /** `["all"]`, or the names of the identity providers whose tokens it takes. */
  keyManagers: string[];
  /** What opens it besides OAuth 2, and so whatever permission is asked for: `api_key`, `basic_auth`, `mutualssl`. */
  otherSecurity: string[];
  /** Whether it takes tokens of OAuth 2 at all. */
  takesTokens: boolean;
  /** Types of the keys that it has an endpoint for: the gateway refuses tokens of the other type (401 900901). */
  keyTypes: KeyType[];
  /** Subscription plans that the API offers. */
  plans: string[];
  /** Base URLs at the gateways, by environment. Empty where Choreo shows no host. */
  invokeUrls: Record<string, string>;
}

/**
 * The API of this name and version, asked for once a run.
 *
 * @throws ChoreoError naming the likeliest names or the versions there are, if there is no such API
 *
 * @example
 * const books = await getApi(control, { name: "books", version: "1.0.0" });
 * fullyQualifiedName(books, "books_add"); // "urn:taylordean:books:books_add"
 */
export function getApi(
  control: ControlPlane,
  { name, version }: { name: string; version: string },
): Promise<Api> {
  return once(control, `api:${name}:${version}`, async () => {
    const client = control.client();
    const [apiId, environments] = await Promise.all([
      findApi(client, name, version),
      // The URLs are for people; a caller who may not read the settings gets none.
      environmentsOf(control).catch(() => []),
    ]);
    return toApi(await readApi(client, apiId), environments);
  });
}

/** The name that Azure's scope must have, and that tokens carry: the API's prefix and the permission. */
export function fullyQualifiedName({ scopePrefix }: Pick<Api, "scopePrefix">, permission: string): string {
  return permission.startsWith(scopePrefix) ? permission : scopePrefix + permission;
}

async function findApi(client: Client, name: string, version: string): Promise<string> {
  const what = `Look for the API "${name}" ${version}`;
  const found = await searchApis(client, `name:"${name.replaceAll('"', '\\"')}"`, what);
  const named = found.filter((api) => api.name === name);
  const api = named.find((candidate) => candidate.version === version);
  if (api) return api.id;
  if (named.length > 0) {
    const versions = named.map((candidate) => candidate.version).join(", ");
    throw new ChoreoError({
      what,
      words: `there is no version ${version}`,
      hint: `Versions of "${name}": ${versions}.`,
    });
  }
  const all = await searchApis(client, "", what);
  const names = await likeliest(
    name,
    all.map((candidate) => candidate.name),
  );
  throw new ChoreoError({
    what,
    words: "there is no such API",
    hint:
      names.length > 0
        ? `Nearest names: ${names.join(", ")}.`
        : "The organisation has no APIs that the caller may see.",
  });
}

function toApi(api: ApiObject, environments: GatewayEnvironment[]): Api {
  return {
    apiId: api.id,
    name: api.name,
    version: api.version,
    context: api.context,
    scopePrefix: api.scopePrefix ?? "",
    operations: operationsOf(api),
    scopes: scopesOf(api),
    lifecycleState: api.lifeCycleStatus ?? "",
    ...registerOf(api),
    keyManagers: Array.isArray(api.keyManagers) ? api.keyManagers.map(String) : ["all"],
    ...securityOf(api),
    keyTypes: keyTypesOf(api),
    plans: api.policies ?? [],
    invokeUrls: invokeUrls(api, environments),
  };
}

/**
 * Names as in carbon-apimgt, `APIConstants.API_SECURITY_*`. A client certificate is enough where the others are not mandatory; scopes are
 * compared with those of OAuth 2 tokens alone (`APIAuthenticationHandler`).
 */
export function securityOf({
  securityScheme,
}: Pick<ApiObject, "securityScheme">): Pick<Api, "otherSecurity" | "takesTokens"> {
  const schemes = securityScheme ?? [];
  const isEnough = (scheme: string) =>
    scheme === "api_key" ||
    scheme === "basic_auth" ||
    (scheme === "mutualssl" && !schemes.includes("oauth_basic_auth_api_key_mandatory"));
  const others = schemes.filter(isEnough);
  return { otherSecurity: others, takesTokens: others.length === 0 || schemes.includes("oauth2") };
}

export type KeyType = "PRODUCTION" | "SANDBOX";

/** An API that names neither endpoint is a mock, or Choreo runs what is behind it: nobody can tell from here, so both. */
export function keyTypesOf({ endpointConfig }: Pick<ApiObject, "endpointConfig">): KeyType[] {
  const { production_endpoints, sandbox_endpoints } = (endpointConfig ?? {}) as Record<string, unknown>;
  if (!production_endpoints && !sandbox_endpoints) return ["PRODUCTION", "SANDBOX"];
  return [
    ...(production_endpoints ? ["PRODUCTION" as const] : []),
    ...(sandbox_endpoints ? ["SANDBOX" as const] : []),
  ];
}

/** Of an API or a revision of it. */
export function operationsOf({ operations }: ApiObject): Api["operations"] {
  return (operations ?? []).map(({ verb, target, scopes, authType }) => ({
    verb,
    target,
    scopes: scopes ?? [],
    anonymous: authType === "None",
  }));
}

export function scopesOf({ scopes }: ApiObject): Api["scopes"] {
  return (scopes ?? []).map(({ scope: { name, displayName, description } }) => ({
    name,
    displayName: displayName || name,
    description: description ?? "",
  }));
}

function registerOf(api: ApiObject): Pick<Api, "claims" | "damage" | "anonymousBefore"> {
  try {
    const { claims, baseline } = readRegister(api);
    return { claims, anonymousBefore: baseline?.anonymous ?? [] };
  } catch (error) {
    return { claims: [], damage: (error as ChoreoError).message, anonymousBefore: [] };
  }
}

/** API Manager serves an API at `https://<vhost>/<http context>/<context>/<version>`. */
export function invokeUrls(
  { context, version }: ApiObject,
  environments: GatewayEnvironment[],
): Record<string, string> {
  const urls: Record<string, string> = {};
  for (const { name, vhosts } of environments) {
    const vhost = vhosts?.[0];
    if (!vhost?.host) continue;
    const port = vhost.httpsPort && vhost.httpsPort !== 443 ? `:${vhost.httpsPort}` : "";
    const path = [vhost.httpContext, context, version]
      .map((part) => part?.replace(/^\/+|\/+$/g, ""))
      .filter(Boolean)
      .join("/");
    urls[name] = `https://${vhost.host}${port}/${path}`;
  }
  return urls;
}
