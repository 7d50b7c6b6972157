import { mapValues, pickBy } from "../../../shared/records.ts";
import type { ObjectType, Properties, Property, Type } from "./types.ts";

export interface SchemaSource {
  name: string;
  version: string;
  resources: Record<string, { properties: Properties }>;
  functions?: Record<string, { inputs: Properties; outputs: Properties }>;
  config?: Properties;
}

type Json = Record<string, unknown>;

/**
 * The package schema (what `GetSchema` answers), made from the same tables that the plugin works by. So one comparison with the
 * published schema proves the tables.
 */
export function packageSchema(source: SchemaSource): Json {
  const types: Record<string, Json> = {};
  const writer = new SchemaWriter(source.name, types);
  const resources = mapValues(source.resources, ({ properties }) => {
    const inputs = filter(properties, ({ presence }) => presence !== "computed");
    return {
      properties: writer.properties(properties, "output"),
      required: names(properties, ({ presence }) => presence !== "optional"),
      inputProperties: writer.properties(inputs, "input"),
      requiredInputs: names(inputs, ({ presence }) => presence === "required"),
    };
  });
  const functions = mapValues(source.functions ?? {}, ({ inputs, outputs }) => ({
    inputs: { type: "object", properties: writer.properties(inputs, "argument") },
    outputs: {
      type: "object",
      properties: writer.properties(outputs, "result"),
      required: names(outputs, ({ presence }) => presence !== "optional"),
    },
  }));
  const config = source.config ?? {};
  return {
    name: source.name,
    version: source.version,
    provider: { inputProperties: writer.properties(config, "argument") },
    resources,
    types,
    functions,
  };
}

type Use = "input" | "output" | "argument" | "result";

class SchemaWriter {
  readonly #package: string;
  readonly #types: Record<string, Json>;

  constructor(packageName: string, types: Record<string, Json>) {
    this.#package = packageName;
    this.#types = types;
  }

  properties(properties: Properties, use: Use): Json {
    return mapValues(properties, (property) => this.#property(property, use));
  }

  #property(property: Property, use: Use): Json {
    return {
      ...this.#type(property.type, use),
      ...(property.secret && { secret: true }),
      ...(property.replaces && use === "input" && { willReplaceOnChanges: true }),
    };
  }

  #type(type: Type, use: Use): Json {
    switch (type.kind) {
      case "list":
      case "set":
        return { type: "array", items: this.#type(type.items, use) };
      case "map":
        return { type: "object", additionalProperties: this.#type(type.items, use) };
      case "object":
        return { type: "object", $ref: this.#reference(type, use) };
      default:
        return { type: type.kind };
    }
  }

  #reference(type: ObjectType, use: Use): string {
    const token = `${this.#package}:index/${type.name}:${type.name}`;
    this.#types[token] ??= {
      type: "object",
      properties: this.properties(type.properties, use === "output" ? "input" : use),
      required: names(
        type.properties,
        ({ presence }) => presence === "required" || (use === "result" && presence !== "optional"),
      ),
    };
    return `#/types/${token}`;
  }
}

const filter = (properties: Properties, keep: (property: Property) => boolean): Properties =>
  pickBy(properties, keep);

const names = (properties: Properties, keep: (property: Property) => boolean): string[] =>
  Object.keys(filter(properties, keep)).sort();
