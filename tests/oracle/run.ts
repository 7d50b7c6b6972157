/**
 * `node tests/oracle/run.ts [seed] [starts] [changes]`: brings random worlds up from nothing, changes each again and again, and compares
 * what the access diff says of every change with what real calls show before and after. A process of its own: Pulumi's runtime is one a
 * process, and jest would take four times as long.
 *
 * Prints one line of JSON: how many changes there were, in how many calls that are let through came or went, and what was wrong.
 */
import { compare } from "../../cli/access-diff/compare.ts";
import { readEventLog } from "../../cli/access-diff/events.ts";
import { modelsOf } from "../../cli/access-diff/models.ts";
import { readState } from "../../cli/access-diff/state.ts";
import type { AccessDiff } from "../../cli/access-diff/types.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { Chance } from "./chance.ts";
import { InProcessEngine } from "./inProcessEngine.ts";
import { differences } from "./judge.ts";
import { type Calls, whoCanCallWhat } from "./probe.ts";
import { makeElsewhere, takeBackConsents } from "./tenant.ts";
import { configOf, randomChange, randomWorld } from "./worlds.ts";

export interface Verdict {
  changes: number;
  /** Calls that were let through on one side of a change only. */
  calls: number;
  /** For each change of which something is not told, or told and not so. */
  wrong: { seed: number; change: number; differences: string[] }[];
}

const [seed = 1, starts = 8, changes = 25] = process.argv.slice(2).map(Number);
const networkFetch = globalThis.fetch;
// A new client owner, an open operation: what the program says of these to people is not looked at here.
console.error = () => undefined;
// The SDK notes a stack for each promise, which is half of the time.
Error.stackTraceLimit = 0;

const verdict: Verdict = { changes: 0, calls: 0, wrong: [] };
for (let start = 0; start < starts; start++) await oneWorld(seed + start);
console.log(JSON.stringify(verdict));
process.exit();

async function oneWorld(seed: number): Promise<void> {
  // A sandbox of its own: what the provider's process remembers of an API is of another control plane then.
  const sandbox = await startTrustedSandbox();
  withoutNetwork(sandbox);
  // As Entra does.
  sandbox.entra.setSwitches({ tokenScopes: "consented" });
  const elsewhere = await makeElsewhere(sandbox);
  const chance = new Chance(seed);
  let world = randomWorld(chance);
  const choreo = configOf(world)["choreo-azuread:choreo"] as Record<string, unknown>;
  const engine = await InProcessEngine.start(sandbox.env, choreo);
  let before: Calls = new Set();
  for (let change = 0; change <= changes; change++) {
    const config = configOf(world);
    const diff = await diffOf(engine, config);
    await engine.up(config);
    const after = await whoCanCallWhat(sandbox, engine.outputs as never, elsewhere);
    await takeBackConsents(sandbox);
    const found = differences(diff, before, after);
    if (found.length > 0) verdict.wrong.push({ seed, change, differences: found });
    verdict.changes++;
    verdict.calls += [...before, ...after].filter((key) => before.has(key) !== after.has(key)).length;
    before = after;
    world = randomChange(world, chance);
  }
  await sandbox.stop();
}

/** What `access-diff` would say. */
async function diffOf(engine: InProcessEngine, config: Record<string, unknown>): Promise<AccessDiff> {
  const state = readState(engine.state(), "the state");
  const preview = readEventLog(await engine.preview(config), "the preview");
  const models = modelsOf(state, preview);
  return compare({ stack: "dev", ...models, steps: preview.steps, secrets: [], now: new Date() });
}

/** The azuread plugin's calls go to the emulators directly: a tenth of the time. */
function withoutNetwork({ entra, choreo, gateway }: Sandbox): void {
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const emulator = [entra, choreo, gateway].find(({ url }) => request.url.startsWith(url));
    return emulator ? emulator.fetch(request) : networkFetch(request);
  };
}
