import { readFileSync } from "node:fs";
import { join } from "node:path";

type Json = Record<string, unknown>;
type Table = Record<string, Json>;

/**
 * What this project uses of a published package's schema, without its descriptions: pulumi-azuread 6.9.1, pulumi-random 4.21.2
 * (`schema.json`, Apache-2.0).
 */
export function publishedSchema(name: "azuread" | "random"): {
  resources: Table;
  types: Table;
  functions: Table;
  provider: Json;
} {
  return JSON.parse(readFileSync(join(import.meta.dirname, "published", `${name}.json`), "utf8"));
}

/** What of a resource's schema a program and a state depend on. */
export const resourceFace = (resource: Json) => ({
  properties: faces(resource.properties as Table),
  required: sorted(resource.required),
  inputProperties: faces(resource.inputProperties as Table),
  requiredInputs: sorted(resource.requiredInputs),
});

export const typeFace = (type: Json) => ({
  properties: faces(type.properties as Table),
  required: sorted(type.required),
});

export const functionFace = (called: Json) => ({
  inputs: faces(((called.inputs as Json | undefined)?.properties as Table) ?? {}),
  outputs: typeFace(called.outputs as Json),
});

/** Without descriptions, deprecations and hints for other languages. */
function faces(properties: Table): Table {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      {
        ...(property.$ref ? { $ref: property.$ref } : { type: property.type }),
        ...(property.items !== undefined && { items: itemFace(property.items as Json) }),
        ...(property.additionalProperties !== undefined && {
          additionalProperties: property.additionalProperties,
        }),
        ...(property.secret === true && { secret: true }),
        ...((property.willReplaceOnChanges ?? property.replaceOnChanges) === true && { replaces: true }),
      },
    ]),
  );
}

const itemFace = (item: Json) => (item.$ref ? { $ref: item.$ref } : item);

const sorted = (names: unknown) => [...((names as string[] | undefined) ?? [])].sort();
