import { DocumentError, isObject, type ReadText } from "../file.ts";
import { type OpenApiDocument, readDocument } from "./document.ts";

/**
 * The OpenAPI documents of a stack by their paths.
 *
 * @throws DocumentError for one that cannot be read
 */
export type Documents = (path: string) => OpenApiDocument;

/**
 * Reads all OpenAPI documents that a configuration names, before it is parsed: following references takes time, parsing does not.
 *
 * @param raw the configuration, well-formed or not
 * @param readText reads a file; paths are relative to the project's folder
 */
export async function readDocuments(raw: unknown, readText: ReadText): Promise<Documents> {
  const read = new Map<string, OpenApiDocument | DocumentError>();
  for (const path of new Set(documentPaths(raw))) {
    const document = await readDocument(path, readText).catch((error: unknown) => {
      if (error instanceof DocumentError) return error;
      throw error;
    });
    read.set(path, document);
  }
  return (path) => {
    const document = read.get(path) ?? new DocumentError(`${path} was not read`);
    if (document instanceof DocumentError) throw document;
    return document;
  };
}

/** The file that `openapi` of an API names: the value itself, or its `file`. */
export function documentPath(openapi: unknown): string | undefined {
  const path = isObject(openapi) ? openapi.file : openapi;
  return typeof path === "string" && path !== "" ? path : undefined;
}

function documentPaths(raw: unknown): string[] {
  const apis = isObject(raw) && isObject(raw.apis) ? Object.values(raw.apis) : [];
  return apis.flatMap((api) => documentPath(isObject(api) ? api.openapi : undefined) ?? []);
}
