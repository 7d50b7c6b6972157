import { DocumentError, isObject } from "../file.ts";
import { suggest } from "../nearest.ts";
import type { OpenApiDocument } from "./document.ts";

export interface SecurityScheme {
  /** Whether its requirements list scopes that a token of Azure can carry: OAuth 2, OpenID Connect, HTTP bearer (OpenAPI 3.1). */
  bearsScopes: boolean;
  /** Scopes that the scheme declares, with their descriptions; `undefined` where a scheme of its type cannot declare any. */
  scopes: Map<string, string | undefined> | undefined;
}

export type SecuritySchemes = ReadonlyMap<string, SecurityScheme>;

/** Scopes of OpenID Connect that ask who somebody is; they are no permissions of an API (OpenID Connect Core, 5.4 and 11). */
export const IDENTITY_SCOPES = new Set(["openid", "profile", "email", "address", "phone", "offline_access"]);

export const isPermission = (scope: string) => !IDENTITY_SCOPES.has(scope);

/** `basic` is Swagger 2's, the others are OpenAPI 3's. */
const TYPES = ["apiKey", "basic", "http", "mutualTLS", "oauth2", "openIdConnect"];

/**
 * The security schemes of OpenAPI 3 (`components.securitySchemes`) or Swagger 2 (`securityDefinitions`).
 *
 * @throws DocumentError for one that cannot be understood: its operations would be open
 */
export function securitySchemes({ path, root, follow }: OpenApiDocument): SecuritySchemes {
  const components = follow(root.components);
  const raw = follow(isObject(components) ? components.securitySchemes : root.securityDefinitions) ?? {};
  if (!isObject(raw)) throw new DocumentError(`${path}: the security schemes are not an object`);
  const entries = Object.entries(raw).filter(([name]) => !name.startsWith("x-"));
  return new Map(
    entries.map(([name, value]) => {
      const fail = (problem: string): never => {
        throw new DocumentError(`${path}: the security scheme "${name}" ${problem}`);
      };
      return [name, scheme(follow(value), follow, fail)];
    }),
  );
}

type Fail = (problem: string) => never;

function scheme(value: unknown, follow: OpenApiDocument["follow"], fail: Fail): SecurityScheme {
  if (!isObject(value)) return fail("is not an object");
  if (!TYPES.includes(value.type as string))
    return fail(`has the type ${JSON.stringify(value.type)}. ${suggest(String(value.type), TYPES)}`);
  if (value.type === "oauth2") return { bearsScopes: true, scopes: declared(value, follow, fail) };
  const bears =
    value.type === "openIdConnect" ||
    (value.type === "http" && String(value.scheme).toLowerCase() === "bearer");
  return { bearsScopes: bears, scopes: undefined };
}

/** OpenAPI 3 has scopes per flow, Swagger 2 one flow with its scopes on the scheme itself. */
function declared(
  value: Record<string, unknown>,
  follow: OpenApiDocument["follow"],
  fail: Fail,
): Map<string, string | undefined> {
  const flows = follow(value.flows);
  const all = isObject(flows)
    ? Object.entries(flows).flatMap(([name, flow]) => (name.startsWith("x-") ? [] : [follow(flow)]))
    : [value];
  const scopes = all.flatMap((flow) => {
    const listed = follow(isObject(flow) ? flow.scopes : undefined) ?? {};
    if (!isObject(listed)) return fail(`has "scopes" that are not an object of names and descriptions`);
    return Object.entries(listed);
  });
  return new Map(
    scopes
      .filter(([name]) => !name.startsWith("x-") && isPermission(name))
      .map(([name, text]) => [name, typeof text === "string" && text.trim() ? text : undefined]),
  );
}
