import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { type Settings, SettingsError, settingsOf } from "../../settings/index.ts";
import { CliError } from "../shared/errors.ts";
import type { StackConfig } from "../shared/stack.ts";
import type { ImportOptions } from "./options.ts";

/** The stack's configuration with what the command line says of where to look. */
export function withTarget(
  config: StackConfig,
  { identityProvider, organization, organizationId, region, flavour, url }: ImportOptions,
  { tenantId }: { tenantId: string },
  project: string,
): StackConfig {
  const given = { identityProvider, organization, organizationId, region, flavour, url };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const choreo = { ...Object.fromEntries(said), ...(config[`${project}:choreo`] as object | undefined) };
  return { "azuread:tenantId": tenantId, ...config, [`${project}:choreo`]: choreo };
}

/** What a stack needs besides APIs and clients, where neither its file nor Pulumi.yaml has it. */
export function missingOthers(
  config: StackConfig,
  text: string,
  options: ImportOptions,
  { tenantId }: { tenantId: string },
  project: string,
): Record<string, unknown> {
  const said = (parse(text) as { config?: object | null } | null)?.config ?? {};
  const isSaid = (key: string) => Object.hasOwn(said, key);
  const given = [options.identityProvider, options.organization, options.organizationId, options.url];
  return {
    ...(isSaid("azuread:tenantId") ? {} : { "azuread:tenantId": tenantId }),
    ...(isSaid(`${project}:choreo`) || given.every((each) => each === undefined)
      ? {}
      : { [`${project}:choreo`]: config[`${project}:choreo`] }),
  };
}

/** What the file says already. One without APIs is one that was only made. */
export async function settingsIn(
  config: StackConfig,
  project: string,
  stack: string,
  cwd: string,
): Promise<Settings | undefined> {
  const sections = ["apis", "extends"].map((key) => config[`${project}:${key}`]);
  if (sections.every((section) => section === undefined || Object.keys(section as object).length === 0))
    return undefined;
  try {
    return await readWith(config, { apis: {}, clients: {} }, project, stack, cwd);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new CliError("usage", error.message, "Set that right in the stack file first.");
  }
}

export function readWith(
  config: StackConfig,
  added: { apis: Record<string, unknown>; clients: Record<string, unknown> },
  project: string,
  stack: string,
  cwd: string,
): Promise<Settings> {
  const read = (file: string) => readFileSync(resolve(cwd, file), "utf8");
  const whole = (key: string): unknown => {
    const said = config[`${project}:${key}`];
    return key === "apis" || key === "clients" ? { ...(said as object | undefined), ...added[key] } : said;
  };
  return settingsOf(whole, stack.slice(stack.lastIndexOf("/") + 1), read);
}
