import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DocumentError, isObject, readYamlFile } from "../../settings/file.ts";
import { type Settings, SettingsError, settingsOf } from "../../settings/index.ts";
import { mapValues } from "../../shared/records.ts";
import { fullKey, PROJECT } from "../shared/configKey.ts";
import { CliError } from "../shared/errors.ts";

/**
 * The settings of a stack from its files alone, so that neither its state nor its passphrase is needed: credentials come from the
 * environment.
 *
 * @returns the settings, and the `choreo` object as it is written
 * @throws CliError (usage) where there is no such file, or something in it is wrong
 */
export async function settingsFromFiles(
  stack: string,
  folder: string,
): Promise<{ settings: Settings; choreo: object }> {
  const read = (path: string) => readFileSync(resolve(folder, path), "utf8");
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(resolve(folder, file)))
    throw new CliError(
      "usage",
      `There is no ${file} in ${folder}.`,
      "Name the stack's settings: --stack, --cwd.",
    );
  try {
    const defaults = mapValues(configOf("Pulumi.yaml", read), given);
    const config = { ...defaults, ...configOf(file, read) };
    const settings = await settingsOf((key) => config[`${PROJECT}:${key}`], stack, read);
    const choreo = config[`${PROJECT}:choreo`];
    return { settings, choreo: isObject(choreo) ? choreo : {} };
  } catch (error) {
    if (error instanceof SettingsError || error instanceof DocumentError)
      throw new CliError("usage", error.message);
    throw error;
  }
}

/** What Pulumi.yaml gives every stack: a declaration with a default or a value, or the value itself. */
function given(declared: unknown): unknown {
  const isDeclaration =
    isObject(declared) && ["type", "default", "value"].some((word) => Object.hasOwn(declared, word));
  return isDeclaration ? (declared.value ?? declared.default) : declared;
}

/** `config` of a file, by full key. */
function configOf(file: string, read: (path: string) => string): Record<string, unknown> {
  const root = readYamlFile(file, read) ?? {};
  const config = isObject(root) ? (root.config ?? {}) : root;
  if (!isObject(config)) throw new DocumentError(`${file} has no settings: they are an object, "config"`);
  const entries = Object.entries(config).map(([key, value]) => [fullKey(key), value] as const);
  const twice = entries.find(([key], index) => entries.findIndex(([other]) => other === key) < index);
  if (twice) throw new DocumentError(`${file} has ${twice[0]} twice`);
  return Object.fromEntries(entries);
}
