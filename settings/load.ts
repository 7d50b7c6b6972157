import { Config, getProject, getStack } from "@pulumi/pulumi";
import { layered } from "./extends.ts";
import { DocumentError, isObject } from "./file.ts";
import { readDocuments } from "./openapi/documents.ts";
import { parseSettings } from "./parse.ts";
import { SettingsError } from "./problems.ts";
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
  const own: Record<string, unknown> = {};
  for (const key of Object.keys(configSchema.shape)) {
    const text = config.get(key);
    if (text !== undefined && text !== "") own[key] = decode(text);
  }
  refuseUntouched(own, config);
  own.environment = config.get("environment") || getStack();
  const keyType = config.get("keyType");
  if (keyType && isObject(own.choreo)) own.choreo = { ...own.choreo, keyType };
  const { raw, where } = extended(own, config.get("extends"));
  return parseSettings(raw, {
    documents: await readDocuments(raw, readText),
    now,
    where,
    problems: strayKeys(),
  });
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
  const message = `the stack ${getStack()} has no settings yet. They belong in Pulumi.${getStack()}.yaml beside Pulumi.yaml: copy what is under config in Pulumi.dev.yaml and edit it; docs/configuration.md describes every key.`;
  throw new SettingsError([{ path: [], message }]);
}

function extended(own: Record<string, unknown>, path: string | undefined): ReturnType<typeof layered> {
  if (!path) return { raw: own, where: () => "" };
  try {
    return layered(own, path, readText);
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
