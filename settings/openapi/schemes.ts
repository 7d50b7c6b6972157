import { mapValues } from "../../shared/records.ts";
import { DocumentError, isObject } from "../file.ts";
import type { OpenApiDocument } from "./document.ts";

export interface SecurityScheme {
  /** Whether its requirements list scopes that a token of Azure can carry. */
  oauth: boolean;
  /** Declared scopes with their descriptions; OpenID Connect schemes declare none. */
  scopes: Record<string, string | undefined>;
}

export type SecuritySchemes = Record<string, SecurityScheme>;

/** The security schemes of OpenAPI 3 (`components.securitySchemes`) or Swagger 2 (`securityDefinitions`). */
export function securitySchemes(document: OpenApiDocument): SecuritySchemes {
  const { components, securityDefinitions } = document.root;
  const raw = isObject(components) ? components.securitySchemes : securityDefinitions;
  if (raw === undefined || raw === null) return {};
  if (!isObject(raw)) throw new DocumentError(`${document.path}: the security schemes are not an object`);
  return mapValues(raw, (value) => scheme(document.resolve(value)));
}

function scheme(value: unknown): SecurityScheme {
  if (!isObject(value)) return { oauth: false, scopes: {} };
  const oauth = value.type === "oauth2" || value.type === "openIdConnect";
  // OpenAPI 3 has scopes per flow, Swagger 2 one flow with its scopes on the scheme itself.
  const flows = isObject(value.flows) ? Object.values(value.flows) : [value];
  return { oauth, scopes: oauth ? Object.assign({}, ...flows.map(scopesOf)) : {} };
}

function scopesOf(flow: unknown): Record<string, string | undefined> {
  const scopes = isObject(flow) && isObject(flow.scopes) ? flow.scopes : {};
  return Object.fromEntries(
    Object.entries(scopes)
      .filter(([name]) => !name.startsWith("x-"))
      .map(([name, description]) => [
        name,
        typeof description === "string" && description.trim() ? description : undefined,
      ]),
  );
}
