import { DocumentError, isObject, type ReadText, readYamlFile } from "../file.ts";
import { type Follow, gather } from "./references.ts";

export interface OpenApiDocument {
  path: string;
  root: Record<string, unknown>;
  /** @throws DocumentError when a `$ref` cannot be followed */
  follow: Follow;
}

/**
 * Reads an OpenAPI 3.x or Swagger 2.0 document, YAML or JSON, and the files that its `$ref`s lead to.
 *
 * @throws DocumentError with path, line and reason
 */
export async function readDocument(path: string, readText: ReadText): Promise<OpenApiDocument> {
  const root = readYamlFile(path, readText);
  if (!isObject(root)) throw new DocumentError(`${path} is not an OpenAPI document: it holds no object`);
  if (!isSupported(root)) {
    const has = root.openapi ?? root.swagger;
    throw new DocumentError(
      `${path} is not an OpenAPI document: ${has === undefined ? `it has neither "openapi: 3.x" nor "swagger: 2.0"` : `version ${has} is unknown; allowed: openapi 3.0, 3.1, 3.2, swagger 2.0`}`,
    );
  }
  return { path, ...(await gather(path, root, readText)) };
}

/** Unquoted, `openapi: 3.0` is the number 3. */
function isSupported(root: Record<string, unknown>): boolean {
  return (
    root.openapi === 3 ||
    /^3\.[0-2](\.|$)/.test(String(root.openapi)) ||
    /^2(\.0)?$/.test(String(root.swagger))
  );
}
