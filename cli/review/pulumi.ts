import { execa } from "execa";
import { withoutValues } from "../access-diff/redact.ts";
import { CliError } from "../shared/errors.ts";

export interface PulumiOptions {
  /** Folder with `Pulumi.yaml`. Default: the current one. */
  cwd?: string | undefined;
  /** Environment of the `pulumi` process. Default: this process's. */
  env?: NodeJS.ProcessEnv | undefined;
  /** Called with each piece of what Pulumi prints. */
  onOutput?: ((text: string) => void) | undefined;
}

export interface PulumiResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs the CLI to its end, whatever that is. @throws CliError (machine) without Pulumi */
export async function tryPulumi(args: string[], options: PulumiOptions = {}): Promise<PulumiResult> {
  const { cwd = process.cwd(), env = process.env, onOutput } = options;
  const child = execa("pulumi", [...args, "--non-interactive"], {
    cwd,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    reject: false,
    all: true,
  });
  if (onOutput) child.all.on("data", (bytes: Buffer) => onOutput(bytes.toString()));
  const { code, exitCode, stdout, stderr } = await child;
  if (code === "ENOENT")
    throw new CliError("machine", "There is no pulumi on the PATH.", 'Run "npm run bootstrap" once.');
  return { exitCode: exitCode ?? 1, stdout, stderr };
}

/** Runs the CLI and gives its standard output. @throws CliError (machine) with what Pulumi said, without values */
export async function pulumi(args: string[], options: PulumiOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await tryPulumi(args, options);
  if (exitCode === 0) return stdout;
  const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-25).join("\n");
  throw new CliError(
    "machine",
    `pulumi ${args.slice(0, 2).join(" ")} ended with exit code ${exitCode}:\n${withoutValues(said, options.env)}`,
  );
}
