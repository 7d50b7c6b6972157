import { z } from "zod";
import type { AccessModel, ApiOutput, ConnectionOutput } from "../../outputs/types.ts";
import { mapValues, pickBy } from "../../shared/records.ts";
import { CliError } from "./errors.ts";
import { configFileFlag } from "./files.ts";
import { type PulumiPlace, reasonGiven, runOnStack, unreadable } from "./pulumi.ts";

/** The outputs of a stack of this program. */
export interface StackOutputs {
  apis: Record<string, ApiOutput>;
  connections: Record<string, ConnectionOutput>;
  access?: AccessModel | undefined;
}

export interface StackOptions extends PulumiPlace {
  /**
   * Ask Pulumi to decrypt the client secrets. Without it they read `[secret]`; only what signs a person in needs them.
   * Default false.
   */
  secrets?: boolean | undefined;
  /** Stack file elsewhere than beside `Pulumi.yaml`. */
  configFile?: string | undefined;
}

// Only the outside is checked here: the inside was made by outputs/ of the same program, and one field more or less in a
// newer version should not stop a tool that doesn't use it.
const outputsSchema = z.looseObject({
  apis: z.record(z.string(), z.looseObject({ choreo: z.looseObject({}), azure: z.looseObject({}) })),
  connections: z.record(z.string(), z.looseObject({ clientId: z.string(), tenantId: z.string() })),
});

/**
 * Reads a stack's outputs through `pulumi stack output`.
 *
 * @throws CliError (usage) if there is no such stack, or it has not been made by this program yet; (machine) without Pulumi.
 * @example `const { connections } = await readStackOutputs("dev", { secrets: true })`
 */
export async function readStackOutputs(stack: string, options: StackOptions = {}): Promise<StackOutputs> {
  const args = ["stack", "output", "--json", ...(options.secrets ? ["--show-secrets"] : [])];
  const text = await pulumi(stack, args, options);
  return parseStackOutputs(stack, JSON.parse(text));
}

/** Checks that a value has the shape of this program's stack outputs. */
function parseStackOutputs(stack: string, value: unknown): StackOutputs {
  const parsed = outputsSchema.safeParse(value);
  if (parsed.success) return parsed.data as unknown as StackOutputs;
  throw new CliError(
    "usage",
    `The stack "${stack}" has no outputs "apis" and "connections".`,
    value !== null && typeof value === "object" && Object.keys(value).length > 0
      ? `Its outputs are ${Object.keys(value).join(", ")}. The tools read what this repository's program exports; a program of your own has to export the same (docs/library.md).`
      : `Run "pulumi up --stack ${stack}" first; the tools read what it made. A program of your own has to export them (docs/library.md).`,
  );
}

/** Stack configuration by full key, `"choreo-azuread:choreo"`; objects are parsed. */
export type StackConfig = Readonly<Record<string, unknown>>;

/** The configuration of a stack, as `pulumi config` has it. Secret values are left out unless `secrets` is set. */
export async function readStackConfig(stack: string, options: StackOptions = {}): Promise<StackConfig> {
  const args = [
    ...["config", "--json", ...(options.secrets ? ["--show-secrets"] : [])],
    ...configFileFlag(options.configFile, options.cwd),
  ];
  const entries = JSON.parse(await pulumi(stack, args, options)) as Record<
    string,
    { value?: string; objectValue?: unknown; secret?: boolean }
  >;
  return mapValues(
    pickBy(entries, ({ secret }) => options.secrets || !secret),
    ({ objectValue, value }) => objectValue ?? value,
  );
}

/** Standard output of the CLI, which may hold secrets; error messages never quote it. */
async function pulumi(stack: string, args: string[], options: StackOptions): Promise<string> {
  const result = await runOnStack(stack, args, options);
  if (!result.failed) return result.stdout;
  throw unreadable(stack, reasonGiven(result.stderr));
}
