import { execa } from "execa";
import { CliError } from "./errors.ts";
import { unknownName } from "./unknownName.ts";

/** Where the CLI runs. */
export interface PulumiPlace {
  /** Folder with `Pulumi.yaml`. Default: the current one. */
  cwd?: string | undefined;
  /** Environment of the `pulumi` process. Default: this process's. */
  env?: NodeJS.ProcessEnv | undefined;
  /** For its standard input. */
  input?: string | undefined;
}

export interface PulumiEnd {
  exitCode: number;
  failed: boolean;
  stdout: string;
  stderr: string;
  /** Both streams as they came. */
  all: string;
}

type RunPulumi = (args: string[], place: PulumiPlace, onLine?: (line: string) => void) => Promise<PulumiEnd>;

/** The Pulumi CLI. An object, so that tests can answer in its place. */
export const pulumiCli: { run: RunPulumi } = { run: runProcess };

/**
 * Runs the Pulumi CLI to its end, whatever that is. Its output may hold secrets.
 *
 * @param onLine called with each line of both streams as it comes
 * @throws CliError (machine) without Pulumi
 */
export const runPulumi: RunPulumi = (args, place, onLine) =>
  pulumiCli.run([...args, "--non-interactive"], place, onLine);

async function runProcess(
  args: string[],
  { cwd = process.cwd(), env = process.env, input }: PulumiPlace,
  onLine?: (line: string) => void,
): Promise<PulumiEnd> {
  const child = execa("pulumi", args, {
    cwd,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    reject: false,
    all: true,
    ...(input === undefined ? {} : { input }),
  });
  if (onLine) for await (const line of child.iterable({ from: "all" })) onLine(line);
  const { code, exitCode, failed, stdout, stderr, all } = await child;
  if (code === "ENOENT")
    throw new CliError(
      "machine",
      "There is no pulumi on the PATH.",
      'Started with "npm run …" a tool has one; this one was started without, or Pulumi is gone: "npm run bootstrap" sets it up.',
    );
  return { exitCode: exitCode ?? 1, failed, stdout, stderr, all };
}

/**
 * Runs the CLI on a stack that must exist.
 *
 * @throws CliError (usage) with the names that are likely meant, (machine) without Pulumi
 */
export async function runOnStack(stack: string, args: string[], place: PulumiPlace): Promise<PulumiEnd> {
  const end = await runPulumi([...args, "--stack", stack], place);
  if (!end.failed || !/no stack named/.test(end.stderr)) return end;
  const list = await runPulumi(["stack", "ls", "--json"], place);
  const names = list.failed ? [] : (JSON.parse(list.stdout) as { name: string }[]).map(({ name }) => name);
  if (names.length === 0)
    throw new CliError(
      "usage",
      `The project has no stack "${stack}", nor any other here.`,
      `Make it: pulumi stack init ${stack} --no-select. If it was made before, this terminal looks elsewhere. ${PLACE}`,
    );
  throw unknownName("stack", stack, names, "The project");
}

/** What follows the first `error:`; else the last line. */
export function reasonGiven(stderr: string): string {
  const start = stderr.search(/^\s*error:/m);
  const text =
    start >= 0 ? stderr.slice(start).replace(/^\s*error:\s*/, "") : stderr.trim().split("\n").at(-1);
  return text?.trim() || "it gave no reason";
}

/** What may be wrong where Pulumi finds or reads no stack. */
export const PLACE = "Check PULUMI_BACKEND_URL and PULUMI_CONFIG_PASSPHRASE (or your login), and the folder.";

/** The error for a stack that exists and cannot be read. */
export function unreadable(stack: string, reason: string): CliError {
  const advice = /failed to load checkpoint/.test(reason)
    ? `A state in a folder was cut off while it was written: npm run recover -- --stack ${stack} restores it.`
    : PLACE;
  return new CliError("machine", `Pulumi could not read the stack "${stack}": ${reason}`, advice);
}
