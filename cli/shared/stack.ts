import { execa } from "execa";
import { z } from "zod";
import type { AccessModel, ApiOutput, ConnectionOutput } from "../../outputs/types.ts";
import { CliError, reasonOf } from "./errors.ts";
import { unknownName } from "./nearest.ts";

/** The outputs of a stack of this program. */
export interface StackOutputs {
  apis: Record<string, ApiOutput>;
  connections: Record<string, ConnectionOutput>;
  access?: AccessModel | undefined;
}

export interface StackOptions {
  /** Folder of the program (where Pulumi.yaml is). Default: the current one. */
  cwd?: string | undefined;
  /** Environment of the `pulumi` process. Default: this process's. */
  env?: NodeJS.ProcessEnv | undefined;
  /**
   * Ask Pulumi to decrypt the client secrets. Without it they read `[secret]`; only what signs a person in needs them.
   * Default false.
   */
  secrets?: boolean | undefined;
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
export function parseStackOutputs(stack: string, value: unknown): StackOutputs {
  const parsed = outputsSchema.safeParse(value);
  if (parsed.success) return parsed.data as unknown as StackOutputs;
  throw new CliError(
    "usage",
    `The stack "${stack}" has no outputs "apis" and "connections".`,
    `Run "pulumi up --stack ${stack}" first; the tools read what it made.`,
  );
}

/** Stack configuration by full key, `"choreo-azuread:choreo"`; objects are parsed. */
export type StackConfig = Readonly<Record<string, unknown>>;

/** The configuration of a stack, as `pulumi config` has it. Secret values are left out unless `secrets` is set. */
export async function readStackConfig(stack: string, options: StackOptions = {}): Promise<StackConfig> {
  const args = ["config", "--json", ...(options.secrets ? ["--show-secrets"] : [])];
  const entries = JSON.parse(await pulumi(stack, args, options)) as Record<
    string,
    { value?: string; objectValue?: unknown; secret?: boolean }
  >;
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([, entry]) => options.secrets || !entry.secret)
      .map(([key, entry]) => [key, entry.objectValue ?? entry.value]),
  );
}

/** Runs `pulumi … --stack S` and gives its standard output, which may hold secrets; error messages never quote it. */
async function pulumi(stack: string, args: string[], options: StackOptions): Promise<string> {
  const { cwd = process.cwd(), env = process.env } = options;
  const run = (all: string[]) =>
    execa("pulumi", all, {
      cwd,
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      extendEnv: false,
      reject: false,
    });
  const result = await run([...args, "--non-interactive", "--stack", stack]);
  if (!result.failed) return result.stdout;
  if (result.code === "ENOENT")
    throw new CliError("machine", "There is no pulumi on the PATH.", 'Run "npm run bootstrap" once.');
  if (/no stack named/.test(result.stderr)) {
    const list = await run(["stack", "ls", "--json", "--non-interactive"]);
    throw unknownName("stack", stack, list.failed ? [] : stackNames(list.stdout), "The project");
  }
  throw new CliError(
    "machine",
    `Pulumi could not read the stack "${stack}": ${lastError(result.stderr) || reasonOf(result)}`,
    "Check PULUMI_BACKEND_URL and PULUMI_CONFIG_PASSPHRASE (or your login), and the folder.",
  );
}

function stackNames(json: string): string[] {
  return (JSON.parse(json) as { name: string }[]).map(({ name }) => name);
}

/** Pulumi's last line that says `error:`; else its last line at all. */
function lastError(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim());
  return (lines.findLast((line) => line.startsWith("error:")) ?? lines.at(-1) ?? "").replace(
    /^error:\s*/,
    "",
  );
}
