import { z } from "zod";

/** Schemas of some properties of one of Microsoft's types; the compiler knows the names. */
export type Shape<T> = { readonly [K in keyof T]?: z.ZodType };

/**
 * What Graph knows of one type of object.
 *
 * @see https://learn.microsoft.com/graph/api/overview, the page of each resource ("Properties")
 */
export interface ResourceSchema {
  /** As in `#microsoft.graph.<type>`. */
  type: string;
  writable: Shape<Record<string, unknown>>;
  /** Set when the object is made, and never after. */
  onCreate?: Shape<Record<string, unknown>>;
  /** Must come with a create. */
  required?: readonly string[];
  readOnly: readonly string[];
  /** What only `/beta` knows. */
  beta?: {
    writable?: Record<string, z.ZodType>;
    onCreate?: Record<string, z.ZodType>;
    readOnly?: readonly string[];
  };
  /** Relationships that a create binds with `<name>@odata.bind`. */
  binds?: readonly string[];
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Graph's primitive types; where the form of a text counts, its complaint is the type's name in OData. */
export const text = z.string();
export const flag = z.boolean();
export const int = z.int();
export const guid = z.string().regex(GUID, "Edm.Guid");
export const time = z
  .string()
  .refine(
    (value) => /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value)),
    "Edm.DateTimeOffset",
  );
export const texts = z.array(text);

/** One of these words. */
export const word = (...words: [string, ...string[]]) => z.enum(words);

/** Words with commas between them, as in `SecurityGroup,ApplicationGroup`. */
export const wordList = (...words: string[]) =>
  z.string().refine((value) => value.split(/, ?/).every((one) => words.includes(one)));

/** A complex type: a property that it does not have is an error. */
export const complex = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape).partial();

/** The names that an object may have. */
export function propertyNames(schema: ResourceSchema, version: string): Set<string> {
  const { writable, onCreate = {}, readOnly, beta = {} } = schema;
  return new Set([
    "id",
    ...Object.keys(writable),
    ...Object.keys(onCreate),
    ...readOnly,
    ...(version === "beta"
      ? [...Object.keys(beta.writable ?? {}), ...Object.keys(beta.onCreate ?? {}), ...(beta.readOnly ?? [])]
      : []),
  ]);
}
