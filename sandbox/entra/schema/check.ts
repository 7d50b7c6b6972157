import { z } from "zod";
import { mapValues, pickBy } from "../../../shared/records.ts";
import { badRequest, type GraphError } from "../graph/errors.ts";
import type { JsonObject } from "../store/types.ts";
import type { ResourceSchema } from "./resource.ts";

/**
 * Refuses what Graph refuses of a body by its type alone: properties that the type does not have, that only the directory sets or
 * that do not change after creation; values of another type, words that an enumeration does not have.
 *
 * @param version `v1.0` or `beta`
 * @param current the object as it is, for a change; properties that are repeated as they are do no harm
 * @returns the body without OData's annotations
 * @throws GraphError 400
 */
export function checkBody(
  schema: ResourceSchema,
  version: string,
  body: JsonObject,
  current?: JsonObject,
): JsonObject {
  const { type, writable, onCreate = {}, required = [], beta = {} } = schema;
  const isBeta = version === "beta";
  checkAnnotations(schema, body, current);
  const properties = withoutAnnotations(body) as JsonObject;
  const fixed = { ...onCreate, ...(isBeta ? beta.onCreate : {}) } as Record<string, z.ZodType>;
  const shape = { ...writable, ...(isBeta ? beta.writable : {}), ...fixed } as Record<string, z.ZodType>;
  const readOnly = ["id", ...schema.readOnly, ...(isBeta ? (beta.readOnly ?? []) : [])];
  const changing = Object.entries(properties).filter(
    ([name, value]) => !(current && JSON.stringify(value) === JSON.stringify(current[name])),
  );
  for (const [name] of changing) {
    if (readOnly.includes(name)) throw badRequest(`Property '${name}' is read-only and cannot be set.`, name);
    if (current && Object.hasOwn(fixed, name))
      throw badRequest(
        `Property '${name}' of resource '${capital(type)}' cannot be changed after creation.`,
        name,
      );
  }
  const checked = z
    .strictObject(shape)
    .partial()
    .safeParse(Object.fromEntries(changing), { reportInput: true });
  if (!checked.success) throw asGraphSays(checked.error.issues[0] as z.core.$ZodIssue, type);
  const missing = current
    ? undefined
    : required.find((name) => [undefined, null, ""].includes(properties[name] as never));
  if (missing)
    throw badRequest(
      `A value is required for property '${missing}' of resource '${capital(type)}'.`,
      missing,
    );
  return properties;
}

/** `@odata.type` must name the type; a create may bind relationships. Annotations that OData allows anywhere are ignored. */
function checkAnnotations(
  { type, binds = [] }: ResourceSchema,
  body: JsonObject,
  current?: JsonObject,
): void {
  const named = body["@odata.type"];
  if (named !== undefined && named !== `#microsoft.graph.${type}`)
    throw badRequest(`The type '${named}' of the request is not compatible with 'microsoft.graph.${type}'.`);
  for (const key of Object.keys(body)) {
    const name = /^(.+)@odata\.bind$/.exec(key)?.[1];
    if (name === undefined) continue;
    if (!binds.includes(name)) throw unknownProperty(name);
    if (current)
      throw badRequest(`The property '${name}' cannot be bound in an update; use '${name}/$ref'.`, name);
  }
}

/** Texts of Graph that people have published; the expected type by OData's name. */
function asGraphSays(issue: z.core.$ZodIssue, type: string): GraphError {
  const path = issue.path.map(String);
  const name = path.filter((step) => !/^\d+$/.test(step)).at(-1) ?? "";
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownProperty(issue.keys[0] as string);
    case "invalid_type":
      return badRequest(
        issue.input === null
          ? `A null value was found for the property named '${name}', which has the expected type '${edm(issue.expected)}[Nullable=False]'. The expected type '${edm(issue.expected)}[Nullable=False]' does not allow null values.`
          : issue.expected === "array"
            ? "An unexpected node was found when reading from the JSON reader. A 'StartArray' node was expected."
            : issue.expected === "object"
              ? "An unexpected node was found when reading from the JSON reader. A 'StartObject' node was expected."
              : `Cannot convert a value to the expected type '${edm(issue.expected)}'.`,
        name,
      );
    default:
      return badRequest(
        issue.message.startsWith("Edm.")
          ? `Cannot convert a value to the expected type '${issue.message}'.`
          : `Invalid value specified for property '${name}' of resource '${capital(type)}'.`,
        name,
      );
  }
}

const unknownProperty = (name: string) => badRequest(`Invalid property '${name}'.`, name);

const edm = (type: string) =>
  ({
    string: "Edm.String",
    boolean: "Edm.Boolean",
    int: "Edm.Int32",
    number: "Edm.Int32",
    array: "Collection",
  })[type] ?? type;

const capital = (type: string) => type.charAt(0).toUpperCase() + type.slice(1);

export function withoutAnnotations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAnnotations);
  if (typeof value !== "object" || value === null) return value;
  return mapValues(
    pickBy(value as JsonObject, (_, key) => !key.includes("@odata")),
    withoutAnnotations,
  );
}
