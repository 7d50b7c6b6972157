import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { CliError } from "../shared/errors.ts";
import { unknownName } from "../shared/nearest.ts";
import { type Preview, readEventLog } from "./events.ts";
import { withoutValues } from "./redact.ts";
import { type LastState, readState } from "./state.ts";

export interface EngineOptions {
  stack: string;
  /** Folder with `Pulumi.yaml`. Default: the current one. */
  cwd?: string | undefined;
  /** Environment of the `pulumi` process. Default: this process's. */
  env?: NodeJS.ProcessEnv | undefined;
  /** Stack file elsewhere than beside `Pulumi.yaml`. */
  configFile?: string | undefined;
  /** Folder of a policy pack to run with the preview. */
  policyPack?: string | undefined;
  /** Write the update plan of this very preview to that file. */
  savePlan?: string | undefined;
}

/**
 * Runs `pulumi preview` and keeps what the engine told, with or without errors.
 *
 * @throws CliError (usage) for an unknown stack, (machine) without Pulumi
 */
export function runPreview(options: EngineOptions): Promise<Preview> {
  return runLogged("preview", [], options);
}

/**
 * Runs `pulumi refresh --preview-only`: what differs between the state and the real thing. The program runs first, so that the
 * providers get today's configuration and not the one of the last `up`.
 */
export function runDrift(options: EngineOptions): Promise<Preview> {
  return runLogged("refresh", ["--preview-only", "--run-program"], options);
}

async function runLogged(command: string, flags: string[], options: EngineOptions): Promise<Preview> {
  const folder = await mkdtemp(join(tmpdir(), "access-diff-"));
  const log = join(folder, "events.jsonl");
  try {
    const args = [
      ...[command, "--stack", options.stack, "--event-log", log, "--suppress-progress", "--color", "never"],
      ...flags,
      ...(options.configFile ? ["--config-file", options.configFile] : []),
      ...(options.policyPack ? ["--policy-pack", options.policyPack] : []),
      ...(options.savePlan ? ["--save-plan", options.savePlan] : []),
    ];
    // --event-log is one of the commands for debugging; the Automation API uses it the same way.
    const result = await pulumi(args, options, { PULUMI_DEBUG_COMMANDS: "true" });
    const preview = readEventLog(await readFile(log, "utf8").catch(() => ""), "the engine's event log");
    if (result.failed && preview.errors.length === 0) preview.errors.push(lastErrors(result.stderr));
    return preview;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The last state, through `pulumi stack export`; secrets stay ciphertext. */
export async function exportState(options: EngineOptions): Promise<LastState> {
  const result = await pulumi(["stack", "export", "--stack", options.stack], options);
  if (!result.failed) return readState(result.stdout, `The state of "${options.stack}"`);
  throw new CliError(
    "machine",
    `Pulumi could not read the state of "${options.stack}": ${withoutValues(lastErrors(result.stderr), options.env)}`,
    "Check PULUMI_BACKEND_URL and PULUMI_CONFIG_PASSPHRASE (or your login), and the folder.",
  );
}

async function pulumi(args: string[], options: EngineOptions, extra: Record<string, string> = {}) {
  const { cwd = process.cwd(), env = process.env } = options;
  const run = (all: string[]) =>
    execa("pulumi", [...all, "--non-interactive"], {
      cwd,
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true", ...extra },
      extendEnv: false,
      reject: false,
    });
  const result = await run(args);
  if (result.code === "ENOENT")
    throw new CliError("machine", "There is no pulumi on the PATH.", 'Run "npm run bootstrap" once.');
  if (result.failed && /no stack named/.test(result.stderr)) {
    const all = await run(["stack", "ls", "--json"]);
    const names = all.failed ? [] : (JSON.parse(all.stdout) as { name: string }[]).map(({ name }) => name);
    throw unknownName("stack", options.stack, names, "The project");
  }
  return result;
}

/** What follows the first `error:`; else the last line. */
function lastErrors(stderr: string): string {
  const start = stderr.search(/^\s*error:/m);
  const text =
    start >= 0 ? stderr.slice(start).replace(/^\s*error:\s*/, "") : stderr.trim().split("\n").at(-1);
  return text?.trim() || "it gave no reason";
}
