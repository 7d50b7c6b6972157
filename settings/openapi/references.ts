import { relative, resolve } from "node:path";
import { mapValues } from "../../shared/records.ts";
import { DocumentError, isObject, type ReadText, readYamlFile } from "../file.ts";

/** Where what stood beside a `$ref` has its `$ref`, so that the bundler sees no siblings: it would let them win without a word. */
const BESIDE = "x-referenced-beside";

/** In place of a file that could not be read: why. */
const UNREADABLE = "x-unreadable";

/** Keys that OpenAPI 3.1 lets a reference put in place of what it refers to; none of them decides about access. */
const TEXTS = new Set(["summary", "description"]);

/** Follows a `$ref` until something else stands there; other values are returned as they are. */
export type Follow = (value: unknown) => unknown;

/**
 * Gathers a document and all files that its `$ref`s lead to.
 *
 * A reference that leads nowhere is only an error where it is followed: a schema that nobody here looks at may be missing. Addresses
 * on the network are not read, as they could change between the preview and the update.
 *
 * @param root the document, as it was read from `path`
 * @returns what follows the references of the gathered document; it throws DocumentError for one that cannot be followed
 */
export async function gather(
  path: string,
  root: Record<string, unknown>,
  readText: ReadText,
): Promise<{ root: Record<string, unknown>; follow: Follow }> {
  /** Why files could not be read, by the reference as it is written. */
  const unreadable = new Map<string, string>();
  const read = ({ url, reference }: { url: string; reference: string }) => {
    try {
      if (/^[a-z][\w+.-]+:\/\//i.test(url))
        throw new DocumentError("documents on the network are not read; keep a copy beside this one");
      const name = relative(process.cwd(), decodeURIComponent(url));
      return plainReferences(readYamlFile(name, readText), url.split("/").at(-1));
    } catch (error) {
      unreadable.set(reference, (error as Error).message);
      return { [UNREADABLE]: reference };
    }
  };
  // Loaded here, as most stacks have no document.
  const { $RefParser, JSONParserErrorGroup } = await import("@apidevtools/json-schema-ref-parser");
  const parser = new $RefParser();
  await parser
    .bundle(resolve(path), plainReferences(root) as Record<string, unknown>, {
      continueOnError: true,
      resolve: { file: false, http: false, ours: { order: 1, canRead: true, read: read as never } },
      parse: { ours: { order: 1, canParse: true, parse: ({ data }) => data as never } },
    })
    .catch((error: unknown) => {
      if (!(error instanceof JSONParserErrorGroup))
        throw new DocumentError(`${path}: its $refs cannot be followed: ${(error as Error).message}`);
    });
  const follow = (value: unknown, seen: string[]): unknown => {
    if (!isObject(value)) return value;
    const { [BESIDE]: beside, [UNREADABLE]: missing, $ref = missing, ...own } = value;
    if (beside !== undefined) return together(follow(beside, seen), own, path);
    if (typeof $ref !== "string") return value;
    const fail = (why: string) => {
      throw new DocumentError(`${path}: $ref ${$ref} ${why}`);
    };
    if (seen.includes($ref)) return fail("refers to itself");
    const why = unreadable.get($ref.replace(/#.*/, ""));
    if (why) return fail(`cannot be followed: ${why}`);
    if (!$ref.startsWith("#") || !parser.$refs.exists($ref)) return fail("points to nothing");
    return follow(parser.$refs.get($ref), [...seen, $ref]);
  };
  return { root: parser.schema as Record<string, unknown>, follow: (value) => follow(value, []) };
}

/**
 * Takes `$ref`s apart from their siblings. In a file that another one refers to, `#/…` becomes `<file>#/…`: should it lead nowhere,
 * it must not be looked for in the root document.
 */
function plainReferences(value: unknown, file = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => plainReferences(item, file));
  if (!isObject(value)) return value;
  const plain = mapValues(value, (item) => plainReferences(item, file));
  const { $ref, ...rest } = plain;
  if (typeof $ref !== "string") return plain;
  const reference = { $ref: $ref.startsWith("#") ? file + $ref : $ref };
  return Object.keys(rest).length ? { [BESIDE]: reference, ...rest } : reference;
}

/** OpenAPI leaves open which of two counts; so each thing may be said once. */
function together(referenced: unknown, own: Record<string, unknown>, path: string): unknown {
  if (!isObject(referenced)) return referenced;
  const twice = Object.keys(own).filter((key) => Object.hasOwn(referenced, key) && !TEXTS.has(key));
  if (twice.length)
    throw new DocumentError(
      `${path}: ${twice.map((key) => `"${key}"`).join(", ")} stands beside a $ref and in what it refers to; OpenAPI does not say which counts`,
    );
  return { ...referenced, ...own };
}
