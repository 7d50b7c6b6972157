import { dirname, isAbsolute, join } from "node:path";
import { type LineCounter, LineCounter as Lines, parseDocument } from "yaml";

export type ReadText = (path: string) => string;

/** An OpenAPI file that cannot be used, told with its name and, where there is one, the line. */
export class DocumentError extends Error {}

export interface OpenApiDocument {
  path: string;
  root: Record<string, unknown>;
  /** Follows a `$ref` (same file, `#/…`, or a file beside it) until something else stands there. */
  resolve(value: unknown): unknown;
}

/**
 * Reads an OpenAPI 3.x or Swagger 2.0 document, YAML or JSON. YAML is read by the 1.2 core schema: it has no timestamps, so an
 * example such as `2019-02-31T23:59:60Z`, a date that does not exist, stays the text it is (the Publisher API has that one).
 *
 * @throws DocumentError with path, line and reason
 */
export function readDocument(path: string, readText: ReadText): OpenApiDocument {
  const root = parse(path, readText);
  if (!isObject(root)) throw new DocumentError(`${path} is not an OpenAPI document: it holds no object`);
  if (!isSupported(root)) {
    const has = root.openapi ?? root.swagger;
    throw new DocumentError(
      `${path} is not an OpenAPI document: ${has === undefined ? `it has neither "openapi: 3.x" nor "swagger: 2.0"` : `version ${has} is unknown; allowed: openapi 3.0, 3.1, 3.2, swagger 2.0`}`,
    );
  }
  const files = new Map<string, unknown>([[path, root]]);
  const resolve = (value: unknown, from: string, seen: string[]): unknown => {
    if (!isObject(value) || typeof value.$ref !== "string") return value;
    const [file = "", pointer = ""] = value.$ref.split("#");
    const target = file ? join(isAbsolute(file) ? "" : dirname(from), file) : from;
    const id = `${target}#${pointer}`;
    if (seen.includes(id)) throw new DocumentError(`${path}: $ref ${value.$ref} refers to itself`);
    if (!files.has(target)) files.set(target, parse(target, readText));
    const found = at(files.get(target), pointer);
    if (found === undefined) throw new DocumentError(`${from}: $ref ${value.$ref} points to nothing`);
    return resolve(found, target, [...seen, id]);
  };
  return { path, root, resolve: (value) => resolve(value, path, []) };
}

function parse(path: string, readText: ReadText): unknown {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DocumentError(
      code === "ENOENT" ? `${path} does not exist` : `${path} cannot be read: ${message}`,
    );
  }
  const lineCounter: LineCounter = new Lines();
  // The line counter, not the pretty errors: those repeat the source text over several lines.
  const document = parseDocument(text, {
    version: "1.2",
    lineCounter,
    prettyErrors: false,
    logLevel: "silent",
  });
  const error = document.errors[0];
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new DocumentError(`${path} does not parse, line ${line}, column ${col}: ${error.message}`);
  }
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    throw new DocumentError(`${path} does not parse: ${(error as Error).message}`);
  }
}

function isSupported(root: Record<string, unknown>): boolean {
  return /^3\.[0-2](\.|$)/.test(String(root.openapi)) || /^2(\.0)?$/.test(String(root.swagger));
}

/** RFC 6901; in a `$ref` it is percent-encoded besides. */
function at(root: unknown, pointer: string): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce<unknown>((value, step) => {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    return isObject(value) || Array.isArray(value) ? (value as Record<string, unknown>)[key] : undefined;
  }, root);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
