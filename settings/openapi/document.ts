import { dirname, isAbsolute, join } from "node:path";
import { DocumentError, isObject, type ReadText, readYamlFile } from "../file.ts";

export interface OpenApiDocument {
  path: string;
  root: Record<string, unknown>;
  /** Follows a `$ref` (same file, `#/…`, or a file beside it) until something else stands there. */
  resolve(value: unknown): unknown;
}

/**
 * Reads an OpenAPI 3.x or Swagger 2.0 document, YAML or JSON.
 *
 * @throws DocumentError with path, line and reason
 */
export function readDocument(path: string, readText: ReadText): OpenApiDocument {
  const root = readYamlFile(path, readText);
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
    if (!files.has(target)) files.set(target, readYamlFile(target, readText));
    const found = at(files.get(target), pointer);
    if (found === undefined) throw new DocumentError(`${from}: $ref ${value.$ref} points to nothing`);
    return resolve(found, target, [...seen, id]);
  };
  return { path, root, resolve: (value) => resolve(value, path, []) };
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
