import { Config, getProject, getStack } from "@pulumi/pulumi";
import { layered } from "./extends.ts";
import { DocumentError, isObject } from "./file.ts";
import type { ParseContext } from "./findings.ts";
import { readDocuments } from "./openapi/documents.ts";
import { parseSettings } from "./parse.ts";
import { formatFound, SettingsError } from "./problems.ts";
import { textReader } from "./readText.ts";
import { configSchema } from "./schema.ts";
import { strayKeys } from "./strayKeys.ts";
import type { Settings } from "./types.ts";

const readText = textReader();

/**
 * The settings of the stack that Pulumi runs. The one place that reads its configuration.
 *
 * @throws SettingsError with everything that is wrong
 */
export async function loadSettings(now = new Date()): Promise<Settings> {
  const config = new Config(getProject());
  const own = ownSettings((key) => config.get(key), getStack());
  refuseUntouched(own, config);
  return settingsFrom(own, config.get("extends"), { now, problems: strayKeys() });
}

/** The same for a tool, which has the configuration from the CLI. */
export async function settingsOf(
  config: (key: string) => unknown,
  stack: string,
  read: (path: string) => string = readText,
): Promise<Settings> {
  const extended = config("extends");
  if (extended !== undefined && typeof extended !== "string")
    throw new SettingsError([
      { path: ["extends"], message: `found ${formatFound(extended)}; allowed is a text` },
    ]);
  const path = extended;
  return settingsFrom(ownSettings(config, stack), path, { now: new Date() }, read);
}

function ownSettings(config: (key: string) => unknown, stack: string): Record<string, unknown> {
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

async function settingsFrom(
  own: Record<string, unknown>,
  path: string | undefined,
  context: Pick<ParseContext, "now" | "problems">,
  read = readText,
): Promise<Settings> {
  const { raw, where } = extended(own, path, read);
  return parseSettings(raw, { ...context, documents: await readDocuments(raw, read), where });
}

/**
 * A stack that was only made: `pulumi stack init` writes at most its salt. What Pulumi.yaml gives every stack would be reported as
 * a list of missing keys, which hides the one thing that is wrong.
 */
function refuseUntouched(own: Record<string, unknown>, config: Config): void {
  const isFilled = (value: unknown) =>
    value !== undefined && !(isObject(value) && Object.keys(value).length === 0);
  const isTouched =
    [own.apis, own.clients].some(isFilled) ||
    ["environment", "extends", "deployer"].some((key) => config.get(key)) ||
    new Config("azuread").get("tenantId");
  if (isTouched) return;
  const message = `the stack ${getStack()} has no settings yet. They belong in Pulumi.${getStack()}.yaml beside Pulumi.yaml: README.md begins with a whole one to copy and edit; docs/configuration.md describes every key.`;
  throw new SettingsError([{ path: [], message }]);
}

function extended(
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
