import { isObject } from "../../../settings/file.ts";
import { readYaml } from "../../../settings/yamlText.ts";
import { CliError } from "../../shared/errors.ts";
import type { Access } from "../compare.ts";
import { changesOf } from "./changes.ts";
import { changedJson } from "./json.ts";
import { changedYaml } from "./yaml.ts";

export { accessAfter } from "./changes.ts";

const BOM = "\uFEFF";

/**
 * The document with these permissions in its OAuth 2 scheme and these operations' `security`. Only the pieces that differ are written;
 * operations that the document has not are left out.
 *
 * @param text YAML or JSON, which stays what it is, with its line breaks and its indentation
 * @param descriptions of permissions, for those that are new
 * @throws CliError (usage) for Swagger 2, or where something stands behind a `$ref`
 */
export function patched(
  text: string,
  present: Access,
  wanted: Access,
  descriptions: Readonly<Record<string, string>>,
): string {
  if (text.startsWith(BOM)) return BOM + patched(text.slice(1), present, wanted, descriptions);
  // Everything below writes plain line breaks.
  if (text.includes("\r\n"))
    return patched(text.replaceAll("\r\n", "\n"), present, wanted, descriptions).replaceAll("\n", "\r\n");
  const root = readYaml(text);
  if (!isObject(root) || "swagger" in root)
    throw new CliError(
      "usage",
      "--patch writes OpenAPI 3 alone, and the document is Swagger 2.",
      "Convert it first.",
    );
  const changes = changesOf(root, present, wanted, descriptions);
  return isJson(text) ? changedJson(text, changes) : changedYaml(text, changes);
}

/** YAML may begin with a brace, too. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
