/** `npm run bench`: what our provider costs above the engine's own floor. docs/performance.md explains the figures. */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { findEngine, sandboxFolder } from "../sandbox/engine/index.ts";
import { type Arena, openArena } from "./arena.ts";
import { type Change, playRound } from "./contest.ts";
import { largeApi } from "./large-api.ts";
import { noReadings } from "./readings.ts";
import { type Contestant, type Figure, figures, type Measured, type Results } from "./report/figures.ts";
import { picture } from "./report/picture.ts";
import { figuresTable, largeApiTable, mediansTable, ratiosTable, scriptTable } from "./report/table.ts";
import { playScripts, type ScriptReadings } from "./script.ts";
import { providerStart } from "./startup.ts";
import { counts } from "./workload.ts";

const contestants: Contestant[] = ["ours", "floor", "usual"];

interface Options {
  quick?: boolean;
  sizes: string;
  rounds: string;
  out: string;
}

const command = new Command("npm run bench --")
  .description("Measures the Choreo provider against the engine's own floor, in the sandbox.")
  .option("--quick", "N = 10, one round, in processes that are warm: for the counts; its times mean nothing")
  .option("--sizes <list>", "numbers of resources, multiples of 10", "10,100,400")
  .option("--rounds <list>", "rounds, for all or one for each size; the medians are shown", "5")
  .option("--out <folder>", "for results.json and results.svg", join(sandboxFolder, "bench"));

const options = command.parse().opts<Options>();
const sizes = options.quick ? [10] : options.sizes.split(",").map(Number);
const roundsList = options.quick ? [1] : options.rounds.split(",").map(Number);
const roundsOf = (size: number): number => roundsList[sizes.indexOf(size)] ?? (roundsList[0] as number);
if (sizes.some((size) => !(size > 0 && size % 10 === 0)) || roundsList.some((rounds) => !(rounds >= 1))) {
  command.error("--sizes takes multiples of 10, and --rounds at least 1");
}

const arena = await openArena(
  Math.max(...sizes.map((size) => counts(size).apis)),
  ...(options.quick ? [(await import("../tests/engine/harness.ts")).openStack] : []),
);
try {
  const most = Math.max(...roundsList);
  const startup = await providerStart(most);
  const large = await largeApi(arena, most);
  const results: Results = { ours: {}, floor: {}, usual: {} };
  const scripts: ScriptReadings[] = [];
  for (const size of sizes) {
    for (const contestant of contestants) results[contestant][size] = noReadings();
    for (let round = 0; round < roundsOf(size); round++) {
      await playAll(results, size, round);
      // A long run that is cut short has something to show.
      await write({ results, scripts, startup, large });
    }
    scripts.push(await playScripts(arena, size, roundsOf(size)));
  }
  const list = await write({ results, scripts, startup, large });
  console.log(mediansTable(results));
  console.log(ratiosTable(results));
  if (large) console.log(largeApiTable(large));
  console.log(scriptTable(scripts));
  console.log(figuresTable(list));
  console.log(`Written: ${join(options.out, "results.json")}, results.svg`);
} finally {
  await arena.choreo.close();
}

/** One round of each contestant, in another order each time: none always runs on the machine that another has warmed. */
async function playAll(results: Results, size: number, round: number): Promise<void> {
  for (let turn = 0; turn < contestants.length; turn++) {
    const contestant = contestants[(turn + round) % contestants.length] as Contestant;
    console.error(`N = ${size}, round ${round + 1} of ${roundsOf(size)}: ${contestant}`);
    const readings = results[contestant][size] ?? noReadings();
    await playRound(arena, contestant, workloadChange(arena, size), readings);
  }
}

function workloadChange(arena: Arena, size: number): Change {
  const common = { BENCH_RESOURCES: String(size), BENCH_API_IDS: JSON.stringify(arena.apiIds) };
  return { before: { ...common, BENCH_REVISION: "0" }, after: { ...common, BENCH_REVISION: "1" } };
}

async function write(measured: Measured & { scripts: ScriptReadings[] }): Promise<Figure[]> {
  await mkdir(options.out, { recursive: true });
  const list = figures(measured);
  const machine = { node: process.version, cores: cpus().length, engine: (await findEngine()).version };
  const head = { date: new Date().toISOString(), machine, sizes, rounds: sizes.map(roundsOf) };
  await writeFile(
    join(options.out, "results.json"),
    JSON.stringify({ ...head, ...measured, figures: list }, null, 2),
  );
  await writeFile(join(options.out, "results.svg"), picture(measured.results));
  return list;
}
