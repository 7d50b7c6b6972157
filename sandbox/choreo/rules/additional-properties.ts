import type { ApiBody } from "../publisher/api-schema.ts";
import type { AdditionalProperty } from "../store/model.ts";
import { refusal } from "./refusal.ts";

/** APIConstants.API_SEARCH_PREFIXES: what the search has a meaning for cannot be the name of a property. */
const reserved = [
  "doc",
  "context",
  "name",
  "version",
  "provider",
  "description",
  "lcstate",
  "status",
  "subcontext",
  "tags",
  "label",
];

/**
 * The server adds up `additionalProperties` (a list) and `additionalPropertiesMap`, of which it gives both; the map wins. So a
 * property leaves only when both leave it out (APIMappingUtil.java). Names have 80 characters at most, values 900
 * (PublisherCommonUtils.java).
 */
export function readAdditionalProperties(body: ApiBody): AdditionalProperty[] {
  const properties = new Map<string, AdditionalProperty>();
  for (const { name, value, display } of body.additionalProperties ?? []) {
    if (name) properties.set(name, { name, value: value ?? "", display: display ?? false });
  }
  for (const [name, { value, display }] of Object.entries(body.additionalPropertiesMap ?? {})) {
    properties.set(name, { name, value: value ?? "", display: display ?? false });
  }
  for (const { name, value } of properties.values()) {
    const why = objection(name.trim(), value);
    if (why) throw refusal.additionalPropertiesInvalid(body.name, body.version, why);
  }
  return [...properties.values()];
}

function objection(name: string, value: string): string | undefined {
  if (name.includes(" ")) return `Property names should not contain space character: '${name}'`;
  if (reserved.includes(name.toLowerCase())) return `Property '${name}' conflicts with the reserved keywords`;
  if (name.length > 80) return `Property name can have maximum of 80 characters: '${name}'`;
  if (value.length > 900) return `Property value can have maximum of 900 characters: '${name}'`;
  return undefined;
}

/** Both forms, as GET shows them. */
export function showAdditionalProperties(properties: AdditionalProperty[]): {
  additionalProperties: AdditionalProperty[];
  additionalPropertiesMap: Record<string, AdditionalProperty>;
} {
  return {
    additionalProperties: properties,
    additionalPropertiesMap: Object.fromEntries(properties.map((property) => [property.name, property])),
  };
}
