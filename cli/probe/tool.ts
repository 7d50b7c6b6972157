import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { CliError, exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { pick } from "../shared/unknownName.ts";
import type { Check } from "./check.ts";
import { allChecks } from "./checks/index.ts";
import { isUntidy, remarks } from "./lab/cleaning.ts";
import { type ProbeOptions, probeCommand } from "./options.ts";
import { clean, type Outcome, openLabs, probe } from "./probe.ts";
import { printReport, type Report, reportOf } from "./report.ts";
import { openSides } from "./sides.ts";
import type { Clock } from "./world.ts";

export interface Surroundings {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv | undefined;
  clock?: Clock;
  /** Whether somebody pressed Ctrl-C: what was made is removed first. */
  isStopped?: () => boolean;
}

const realTime: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  pause: (ms) => setTimeout(ms),
};

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
      const cleaned = await clean(openLabs(sides), "anybody's");
      terminal.out(`Removed ${cleaned.removed} of what probes have made.${remarks(cleaned)}`);
      code = isUntidy(cleaned) ? exitCodes.refused : sides.refused ? exitCodes.signIn : exitCodes.ok;
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
  if (counts["does not hold"] > 0 || (after && isUntidy(after))) return exitCodes.refused;
  if (refused) return exitCodes.signIn;
  return strict && counts["could not be seen"] > 0 ? exitCodes.unseen : exitCodes.ok;
}

function tellOfCleaning({ before, after }: Outcome, terminal: Terminal): void {
  const earlier = before && remarks({ ...before, hidden: [] });
  if (before && (before.removed > 0 || earlier))
    terminal.err(`Removed ${before.removed} of what an earlier probe had left.${earlier}`);
  if (after) terminal.err(`Removed ${after.removed} of what was made.${remarks(after)}`);
}

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
