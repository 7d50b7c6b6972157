import { layered } from "./extends.ts";
import { DocumentError, isObject } from "./file.ts";
import type { ParseContext } from "./findings.ts";
import { readDocuments } from "./openapi/documents.ts";
import { parseSettings } from "./parse.ts";
import { formatFound, SettingsError } from "./problems.ts";
import { textReader } from "./readText.ts";
import { configSchema } from "./schema/index.ts";
import type { Settings } from "./types.ts";

/**
 * The settings of a stack.
 *
 * @param config a value of this project's configuration, by its key without the project: as the engine gives it (text) or as it was read
 * @param context.problems what else is wrong, to be told with the rest
 * @throws SettingsError with everything that is wrong
 */
export async function settingsOf(
  config: (key: string) => unknown,
  stack: string,
  read: (path: string) => string = textReader(),
  context: Pick<ParseContext, "now" | "problems"> = { now: new Date() },
): Promise<Settings> {
  const extended = config("extends");
  if (extended !== undefined && typeof extended !== "string")
    throw new SettingsError([
      { path: ["extends"], message: `found ${formatFound(extended)}; allowed is a text` },
    ]);
  const { raw, where } = layers(ownSettings(config, stack), extended, read);
  return parseSettings(raw, { ...context, documents: await readDocuments(raw, read), where });
}

/** The settings that stand in the stack's own file, decoded, with its environment and without what it extends. */
export function ownSettings(config: (key: string) => unknown, stack: string): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const key of Object.keys(configSchema.shape)) {
    const value = config(key);
    if (value !== undefined && value !== "") own[key] = typeof value === "string" ? decode(value) : value;
  }
  own.environment = config("environment") || stack;
  const keyType = config("keyType");
  if (keyType && isObject(own.choreo)) own.choreo = { ...own.choreo, keyType };
  return own;
}

function layers(
  own: Record<string, unknown>,
  path: string | undefined,
  read: (path: string) => string,
): ReturnType<typeof layered> {
  if (!path) return { raw: own, where: () => "" };
  try {
    return layered(own, path, read);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new SettingsError([{ path: ["extends"], message: error.message }]);
  }
}

/** Objects, numbers and booleans arrive as JSON, texts as they are. */
function decode(text: string): unknown {
  if (!/^[[{]|^(true|false)$/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
