import { describe, expect, test } from "@jest/globals";
import { azuread } from "../../../sandbox/plugins/azuread/plugin.ts";
import { packageSchema } from "../../../sandbox/plugins/properties/package-schema.ts";
import { functionFace, publishedSchema, resourceFace, typeFace } from "./schema.ts";

type Table = Record<string, Record<string, unknown>>;

const published = publishedSchema("azuread");
const ours = packageSchema(azuread) as unknown as typeof published;

describe("compared with the published schema", () => {
  const theirs = (table: "resources" | "types" | "functions"): Table => published[table] ?? {};

  test("has exactly its resource types and functions", () => {
    expect(Object.keys(ours.resources).sort()).toEqual(Object.keys(theirs("resources")).sort());
    expect(Object.keys(ours.functions).sort()).toEqual(Object.keys(theirs("functions")).sort());
  });

  test.each(Object.keys(ours.resources))("%s: inputs, required, outputs, secrets, what replaces", (token) => {
    expect(resourceFace(ours.resources[token] ?? {})).toEqual(resourceFace(theirs("resources")[token] ?? {}));
  });

  test.each(Object.keys(ours.types))("type %s", (token) => {
    expect(typeFace(ours.types[token] ?? {})).toEqual(typeFace(theirs("types")[token] ?? {}));
  });

  test.each(Object.keys(ours.functions))("function %s", (token) => {
    expect(functionFace(ours.functions[token] ?? {})).toEqual(functionFace(theirs("functions")[token] ?? {}));
  });

  test("the provider's own configuration", () => {
    const names = (schema: typeof published) =>
      Object.entries((schema.provider.inputProperties ?? {}) as Table).map(([name, { type, secret }]) => [
        name,
        type,
        secret,
      ]);
    expect(names(ours).sort()).toEqual(names(published).sort());
  });
});
