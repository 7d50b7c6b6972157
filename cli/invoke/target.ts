import type { ApiOutput, ConnectionOutput } from "../../outputs/types.ts";
import { mapValues } from "../../shared/records.ts";
import { CliError } from "../shared/errors.ts";
import type { StackOutputs } from "../shared/stack.ts";
import { pick, unknownName } from "../shared/unknownName.ts";

/** What to call, in the words of the stack. */
export interface TargetRequest {
  /** Key of the client in the settings. */
  client: string;
  /** Key of the API in the settings. */
  api: string;
  /** Verb and target: `"POST /books"`; of the settings, or what Choreo has besides. */
  operation: string;
  /** Permissions to ask for; default: all that the client uses of this API. Bare, fully qualified or full (`api://…`) names. */
  scopes?: readonly string[] | undefined;
  pathParams?: Readonly<Record<string, string>> | undefined;
  query?: readonly (readonly [string, string])[] | undefined;
  /** Gateway environment whose URL is called; default: the first. */
  environment?: string | undefined;
  /** Base URL of the API at the gateway; instead of the stack's. */
  url?: string | undefined;
}

/** What to call, resolved. */
export interface Target {
  connection: ConnectionOutput;
  api: ApiOutput;
  verb: string;
  url: URL;
  /** Full scope names as Entra takes them: `api://<client id>/urn:taylordean:books:books_add`. */
  scopes: string[];
  /** The same as permissions (bare names). */
  asked: string[];
  /** Key of the API in the settings. */
  apiKey: string;
  /** Key of the client whose application in Choreo is called with: its settings have the plans. */
  applicationOf: string;
  /** Permissions (bare names), any one of which opens the operation; empty if it needs none. */
  opensWith: string[];
}

/**
 * Finds client, API and operation in the stack's outputs and makes the URL and the scopes.
 *
 * @throws CliError (usage) with the nearest names for whatever is not there.
 */
export function resolveTarget(outputs: StackOutputs, request: TargetRequest): Target {
  const connection = pick(outputs.connections, request.client, "client", "The stack");
  const api = pick(outputs.apis, request.api, "API", "The stack");
  if (!Object.hasOwn(connection.apis, request.api))
    throw unknownName("API", request.api, Object.keys(connection.apis), `The client "${request.client}"`);
  const operations = operationsOf(outputs, request.api);
  const operation = findOperation(operations, request.operation, request.api);
  const [verb = "", path = ""] = operation.split(" ", 2);
  return {
    connection,
    api,
    verb,
    url: operationUrl(baseUrl(api, request), path, request),
    ...askedFor(api, connection, request),
    apiKey: request.api,
    applicationOf: outputs.access?.clients[request.client]?.applicationOf ?? request.client,
    opensWith: operations[operation] ?? [],
  };
}

/** Permissions by operation: those of the settings, and those that Choreo has besides, which the access model tells of. */
function operationsOf({ apis, access }: StackOutputs, key: string): Record<string, string[]> {
  const found = mapValues(access?.apis[key]?.operations ?? {}, ({ permissions }) => permissions);
  return { ...found, ...apis[key]?.operations };
}

/** `"post  /books"` is `"POST /books"`; the target's case counts. */
function findOperation(operations: Record<string, string[]>, wanted: string, apiKey: string): string {
  const [verb = "", ...path] = wanted.trim().split(/\s+/);
  const operation = `${verb.toUpperCase()} ${path.join(" ")}`;
  if (Object.hasOwn(operations, operation)) return operation;
  const known = Object.keys(operations);
  const template = known.find((each) => valuesIn(each, operation));
  if (!template) throw unknownName("operation", operation.trim(), known, `The API "${apiKey}"`);
  const values = Object.entries(valuesIn(template, operation) ?? {});
  throw new CliError(
    "usage",
    `The API "${apiKey}" has no operation "${operation}": it is a call of "${template}".`,
    `Write --operation "${template}" ${values.map(([name, value]) => `--path-param ${name}=${value}`).join(" ")}.`,
  );
}

/** The values that a call, `GET /books/1`, has for the parameters of an operation, `GET /books/{id}`; undefined where it is none of it. */
function valuesIn(template: string, call: string): Record<string, string> | undefined {
  const [parts, given] = [template, call].map((text) => text.split("/")) as [string[], string[]];
  const fits = (part: string, at: number) => /^\{.+\}$/.test(part) || part === given[at];
  if (parts.length !== given.length || given.includes("") || !parts.every(fits)) return undefined;
  const named = parts.map((part, at) => [part.slice(1, -1), given[at] ?? "", part.startsWith("{")] as const);
  return Object.fromEntries(named.filter(([, , isNamed]) => isNamed).map(([name, value]) => [name, value]));
}

function baseUrl(api: ApiOutput, request: TargetRequest): string {
  if (request.url) return request.url;
  const environments = Object.keys(api.invokeUrls);
  const environment = request.environment ?? environments[0];
  if (environment === undefined)
    throw new CliError(
      "usage",
      `Choreo shows no URL for the API "${request.api}".`,
      "Copy it from the Developer Portal and give it with --url.",
    );
  return pick(api.invokeUrls, environment, "gateway environment", `The API "${request.api}"`);
}

function operationUrl(base: string, path: string, request: TargetRequest): URL {
  const given = new Map(Object.entries(request.pathParams ?? {}));
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const value = given.get(name);
    if (value === undefined)
      throw new CliError(
        "usage",
        `${request.operation} needs a value for {${name}}.`,
        `Give it with --path-param ${name}=….`,
      );
    given.delete(name);
    return encodeURIComponent(value);
  });
  for (const name of given.keys()) {
    const known = [...path.matchAll(/\{([^}]+)\}/g)].map(([, each]) => each as string);
    throw unknownName("path parameter", name, known, request.operation);
  }
  let url: URL;
  try {
    url = new URL(base.replace(/\/+$/, "") + filled);
  } catch {
    throw new CliError("usage", `"${base}" is not a URL.`, "Give the API's base URL, https://….");
  }
  for (const [name, value] of request.query ?? []) url.searchParams.append(name, value);
  return url;
}

/** Scopes of OpenID Connect name no resource: asking for `openid` brings an id token, and no permission. */
const IDENTITY_SCOPES = ["openid", "profile", "email", "address", "phone", "offline_access"];

/**
 * Entra refuses a long list, by number (AADSTS28004) and by the length of the address (AADSTS90015), and documents neither limit. At
 * about 90 characters a scope this is some fifteen of them.
 */
const LONGEST_SCOPES = 1500;

/**
 * Entra wants the web API's identifier URI before the scope's value; in the token the prefix is gone
 * (learn.microsoft.com, access token claims reference: `scp`). Too many for one address are asked for as `.default`: all that the
 * client's registration lists for the API, which are those that it uses.
 */
function askedFor(
  api: ApiOutput,
  connection: ConnectionOutput,
  request: TargetRequest,
): Pick<Target, "scopes" | "asked"> {
  const used = connection.apis[request.api]?.permissions ?? [];
  const wanted = request.scopes?.length ? request.scopes : used;
  const prefix = `${api.azure.identifierUri}/`;
  const permissionOf = (scope: string): string => {
    const value = scope.startsWith(prefix) ? scope.slice(prefix.length) : scope;
    const permission = Object.entries(api.scopes).find(
      ([name, { fullyQualifiedName }]) => name === value || fullyQualifiedName === value,
    );
    if (!permission)
      throw unknownName("permission", scope, Object.keys(api.scopes), `The API "${request.api}"`);
    return permission[0];
  };
  const identity = wanted.filter((scope) => IDENTITY_SCOPES.includes(scope));
  const asked = wanted.filter((scope) => !IDENTITY_SCOPES.includes(scope)).map(permissionOf);
  if (asked.length === 0)
    throw new CliError(
      "usage",
      `${wanted.join(", ")} name no permission of the API "${request.api}": the token would be for Microsoft Graph, not for the API.`,
      `Name a permission as well (${used.join(", ")}), or leave --scope out.`,
    );
  const named = asked.map((permission) => prefix + api.scopes[permission]?.fullyQualifiedName);
  const isLong = named.join(" ").length > LONGEST_SCOPES;
  return { asked, scopes: [...identity, ...(isLong ? [`${prefix}.default`] : named)] };
}
