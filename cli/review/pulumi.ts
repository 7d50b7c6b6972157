import { execa } from "execa";
import { withoutValues } from "../access-diff/redact.ts";
import { CliError, type exitCodes } from "../shared/errors.ts";

export interface PulumiOptions {
  /** Folder with `Pulumi.yaml`. Default: the current one. */
  cwd?: string | undefined;
  /** Environment of the `pulumi` process. Default: this process's. */
  env?: NodeJS.ProcessEnv | undefined;
  /** Called with each line of what Pulumi prints. */
  onLine?: ((line: string) => void) | undefined;
}

export interface PulumiResult {
  exitCode: number;
  stdout: string;
  /** Both streams, without values: fit to be shown. */
  said: string;
}

/** How much of a failed run an error repeats. */
const LAST_LINES = 25;

/** Runs the CLI to its end, whatever that is. @throws CliError (machine) without Pulumi */
export async function tryPulumi(args: string[], options: PulumiOptions = {}): Promise<PulumiResult> {
  const { cwd = process.cwd(), env = process.env, onLine } = options;
  const child = execa("pulumi", [...args, "--non-interactive"], {
    cwd,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    reject: false,
    all: true,
  });
  if (onLine) for await (const line of child.iterable({ from: "all" })) onLine(withoutValues(line, env));
  const { code, exitCode, stdout, all } = await child;
  if (code === "ENOENT")
    throw new CliError("machine", "There is no pulumi on the PATH.", 'Run "npm run bootstrap" once.');
  return { exitCode: exitCode ?? 1, stdout, said: withoutValues(all.trim(), env) };
}

/**
 * Runs the CLI for what reads and writes stacks only, and gives its standard output.
 *
 * @throws CliError (machine) with what Pulumi said, without values
 */
export async function pulumi(args: string[], options: PulumiOptions = {}): Promise<string> {
  const result = await tryPulumi(args, options);
  if (result.exitCode !== 0) throw failed(args, result, "machine");
  return result.stdout;
}

/** The error for a run that failed. */
export function failed(
  args: string[],
  { exitCode, said }: PulumiResult,
  kind: keyof typeof exitCodes,
): CliError {
  const command = args.slice(0, args.findIndex((each) => each.startsWith("-")) >>> 0).join(" ");
  return new CliError(
    kind,
    `pulumi ${command} ended with exit code ${exitCode}:\n${said.split("\n").slice(-LAST_LINES).join("\n")}`,
  );
}
