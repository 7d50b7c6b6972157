import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ChoreoError } from "../../providers/choreo/index.ts";
import { controlPlaneOf } from "../doctor/choreo-readers.ts";
import { graphReader } from "../doctor/graph-reader.ts";
import { azureEnvironment, findCloud } from "../shared/cloud.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import type { StackConfig } from "../shared/stack.ts";
import { pick } from "../shared/unknownName.ts";
import { configOf } from "../survey/tool.ts";
import type { Check } from "./check.ts";
import { allChecks } from "./checks/index.ts";
import type { Cleaned } from "./lab/mark.ts";
import { type ProbeOptions, probeCommand } from "./options.ts";
import { clean, type Outcome, openLabs, probe, type Sides } from "./probe.ts";
import { printReport, type Report, reportOf } from "./report.ts";
import { type ChoreoSide, type Clock, choreoSide, type EntraSide } from "./world.ts";

export interface Surroundings {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv | undefined;
  clock?: Clock;
  /** Whether somebody pressed Ctrl-C: what was made is removed first. */
  isStopped?: () => boolean;
}

const realTime: Clock = { now: () => performance.now(), pause: (ms) => setTimeout(ms) };
const LEFT = "`npm run probe -- --clean` removes what is left; it bears the name choreo-azuread-probe-….";

/**
 * `probe` with its arguments.
 *
 * @param args without `node` and the script
 * @returns 0 where all that could be seen holds, 1 where something does not or something could not be removed, 3 where a side refused its credentials
 */
export async function probeTool(
  args: readonly string[],
  { terminal, env = process.env, clock = realTime, isStopped = () => false }: Surroundings,
): Promise<number> {
  let code: number = exitCodes.ok;
  const command = probeCommand(async (options) => {
    const chosen = chosenOf(options.check);
    if (options.save && !options.yes && !terminal.confirm)
      throw new CliError(
        "usage",
        "Nobody is here to agree that the report is saved, so nothing was looked at.",
        "Say --yes if it may be saved unseen, or leave --save out.",
      );
    const sides = await openSides(options, env, clock, terminal);
    if (options.clean) {
      const cleaned = await clean(openLabs(sides));
      terminal.out(`Removed ${cleaned.removed} of what probes have made.${untidy(cleaned)}`);
      code = untidy(cleaned) ? exitCodes.refused : exitCodes.ok;
      return;
    }
    const write = options.write === true;
    const outcome = await probe(sides, { write, isStopped, chosen }, (line) => terminal.err(line));
    const report = reportOf(outcome.answers, {
      program: version(),
      date: new Date().toISOString().slice(0, 10),
      flavour: sides.choreo?.control.flavour.name ?? null,
      write,
    });
    const text = options.json ? JSON.stringify(report, null, 2) : printReport(report);
    terminal.out(text);
    tellOfCleaning(outcome, terminal);
    if (options.save) await save(resolve(env.INIT_CWD ?? ".", options.save), text, options, terminal);
    code = isStopped() ? exitCodes.interrupted : exitCodeOf(report, outcome, options, sides.refused);
  });
  await speakThrough(terminal, command).parseAsync(args, { from: "user" });
  return code;
}

function chosenOf(ids: readonly string[]): readonly Check[] {
  if (ids.length === 0) return allChecks;
  const byId = Object.fromEntries(allChecks.map((check) => [check.id, check]));
  return ids.map((id) => pick(byId, id.toUpperCase(), "check", "docs/open-questions.md"));
}

function exitCodeOf(
  { counts }: Report,
  { after }: Outcome,
  { strict }: ProbeOptions,
  refused: boolean,
): number {
  if (counts["does not hold"] > 0 || (after && untidy(after))) return exitCodes.refused;
  if (refused) return exitCodes.signIn;
  return strict && counts["could not be seen"] > 0 ? exitCodes.unseen : exitCodes.ok;
}

/**
 * Signs in wherever there are credentials: the first run may have those of one side alone.
 *
 * @returns with them, whether a side had credentials that were not taken
 * @throws CliError (usage) where there are none at all
 */
async function openSides(
  options: ProbeOptions,
  env: NodeJS.ProcessEnv,
  clock: Clock,
  terminal: Terminal,
): Promise<Sides & { refused: boolean }> {
  const config = await configOf(options, env);
  let refused = false;
  const without = (side: string) => (error: unknown) => {
    if (!(error instanceof CliError)) throw error;
    refused ||= error.exitCode !== exitCodes.usage;
    terminal.err(`${side} is left out: ${error.message}`);
    return undefined;
  };
  const choreo = await openChoreo(config, options, env, clock).catch(without("Choreo"));
  const entra = await openEntra(config, options, env, clock).catch(without("Entra ID"));
  if (choreo || entra) return { choreo, entra, refused };
  throw new CliError(
    "usage",
    "There are credentials neither for Choreo nor for Entra ID.",
    "docs/real-services.md says which variables hold them.",
  );
}

async function openChoreo(
  config: StackConfig,
  options: ProbeOptions,
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<ChoreoSide> {
  const control = controlPlaneOf(config, env);
  const { identityProvider } = config["choreo-azuread:choreo"] as {
    identityProvider?: string | { name: string };
  };
  const name =
    options.identityProvider ??
    (typeof identityProvider === "object" ? identityProvider.name : identityProvider);
  try {
    return await choreoSide(control, { identityProvider: name, clock });
  } catch (error) {
    if (error instanceof ChoreoError) throw new CliError("signIn", error.message);
    throw error;
  }
}

async function openEntra(
  config: StackConfig,
  options: ProbeOptions,
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<EntraSide> {
  const azure = azureEnvironment(config, env);
  const tenantId = options.tenant ?? azure.ARM_TENANT_ID;
  if (!tenantId) throw new CliError("usage", "no tenant is named (--tenant, or ARM_TENANT_ID).");
  const graph = await graphReader(await findCloud(azure), tenantId, azure);
  return { graph, permissions: new Set(await graph.permissions()), clock };
}

function tellOfCleaning({ before, after }: Outcome, terminal: Terminal): void {
  if (before && before.removed > 0)
    terminal.err(`Removed ${before.removed} of what an earlier probe had left.`);
  if (after) terminal.err(`Removed ${after.removed} of what was made.${untidy(after)}`);
}

const untidy = ({ left, unread }: Cleaned): string =>
  left + unread > 0 ? ` ${left} could not be removed, ${unread} lists could not be read. ${LEFT}` : "";

async function save(file: string, text: string, { yes }: ProbeOptions, terminal: Terminal): Promise<void> {
  if (!yes && !(await terminal.confirm?.(`Save this report as ${file}?`))) {
    terminal.err("Nothing was saved.");
    return;
  }
  try {
    writeFileSync(file, `${text}\n`);
  } catch (error) {
    throw new CliError("usage", `${file} cannot be written: ${(error as Error).message}`);
  }
  terminal.err(`Saved as ${file}.`);
}

function version(): string {
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
