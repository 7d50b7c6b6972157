import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configFileFlag } from "../shared/files.ts";
import { type PolicyPackOptions, policyFlags } from "../shared/policyPack.ts";
import { type PulumiPlace, reasonGiven, runOnStack, unreadable } from "../shared/pulumi.ts";
import { type Preview, readEventLog } from "./events.ts";
import { withoutValues } from "./redact.ts";
import { type LastState, readState } from "./state.ts";

export interface EngineOptions
  extends PulumiPlace,
    Pick<PolicyPackOptions, "policyPack" | "policyPackConfig"> {
  stack: string;
  /** Stack file elsewhere than beside `Pulumi.yaml`. */
  configFile?: string | undefined;
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
  const policies = await policyFlags(options);
  const folder = await mkdtemp(join(tmpdir(), "access-diff-"));
  const log = join(folder, "events.jsonl");
  try {
    const args = [
      ...[command, "--event-log", log, "--suppress-progress", "--color", "never"],
      ...flags,
      ...configFileFlag(options.configFile, options.cwd),
      ...policies,
      ...(options.savePlan ? ["--save-plan", options.savePlan] : []),
    ];
    // --event-log is one of the commands for debugging; the Automation API uses it the same way.
    const { cwd, env = process.env } = options;
    const place = { cwd, env: { ...env, PULUMI_DEBUG_COMMANDS: "true" } };
    const result = await runOnStack(options.stack, args, place);
    const preview = readEventLog(await readFile(log, "utf8").catch(() => ""), "the engine's event log");
    if (result.failed && preview.errors.length === 0) preview.errors.push(reasonGiven(result.stderr));
    return preview;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The last state, through `pulumi stack export`; secrets stay ciphertext. */
export async function exportState(options: EngineOptions): Promise<LastState> {
  const result = await runOnStack(options.stack, ["stack", "export"], options);
  if (!result.failed) return readState(result.stdout, `The state of "${options.stack}"`);
  throw unreadable(options.stack, withoutValues(reasonGiven(result.stderr), options.env));
}
