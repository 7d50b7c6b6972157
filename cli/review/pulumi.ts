import { withoutValues } from "../access-diff/redact.ts";
import { CliError, type exitCodes } from "../shared/errors.ts";
import { PLACE, type PulumiPlace, runPulumi } from "../shared/pulumi.ts";

export interface PulumiOptions extends PulumiPlace {
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
  const { env = process.env, onLine } = options;
  const tell = onLine && ((line: string) => onLine(withoutValues(line, env)));
  const { exitCode, stdout, all } = await runPulumi(args, options, tell);
  return { exitCode, stdout, said: withoutValues(all.trim(), env) };
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
    kind === "machine" ? PLACE : undefined,
  );
}
