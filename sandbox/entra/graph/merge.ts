import { withoutAnnotations } from "../schema/check.ts";
import type { JsonObject } from "../store/types.ts";

/**
 * PATCH as Graph does it for complex properties (`api`, `web`, `info`, …): objects merge key by key, arrays are replaced,
 * `null` clears. OData control information (`@odata.type`, `owners@odata.bind`) is no property and is dropped.
 */
export function merge<T extends JsonObject>(target: T, change: JsonObject): T {
  const result: JsonObject = { ...target };
  for (const [key, value] of Object.entries(change)) {
    if (key.includes("@odata")) continue;
    result[key] =
      isObject(value) && isObject(result[key]) ? merge(result[key], value) : withoutAnnotations(value);
  }
  return result as T;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
