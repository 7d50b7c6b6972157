import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { type Settings, SettingsError, settingsOf } from "../../settings/index.ts";
import { CliError } from "../shared/errors.ts";

const NAMESPACE = "choreo-azuread:";

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
  const { config: own = {} } = (parse(read(file)) ?? {}) as { config?: Record<string, unknown> };
  const config = { ...defaults(read), ...own };
  try {
    const settings = await settingsOf((key) => config[NAMESPACE + key], stack, read);
    return { settings, choreo: (config[`${NAMESPACE}choreo`] ?? {}) as object };
  } catch (error) {
    if (error instanceof SettingsError) throw new CliError("usage", error.message);
    throw error;
  }
}

/** What Pulumi.yaml gives every stack. */
function defaults(read: (path: string) => string): Record<string, unknown> {
  const { config = {} } = parse(read("Pulumi.yaml")) as { config?: Record<string, { default?: unknown }> };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [NAMESPACE + key, value.default]));
}
