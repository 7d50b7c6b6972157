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
import { startGateway } from "../../sandbox/gateway/index.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { Chance } from "./chance.ts";
import { Cut, InProcessEngine } from "./inProcessEngine.ts";
import { differences } from "./judge.ts";
import { type Calls, type Gateways, whoCanCallWhat } from "./probe.ts";
import { makeElsewhere, takeBackConsents, workByHand } from "./tenant.ts";
import { configOf, randomChange, randomWorld } from "./worlds.ts";

export interface Verdict {
  changes: number;
  /** Calls that were let through on one side of a change only. */
  calls: number;
  /** For each change of which something is not told, or told and not so. */
  wrong: { seed: number; change: number; differences: string[] }[];
  /** Runs that were cut short. */
  cut: number;
}

const [seed = 1, starts = 8, changes = 25] = process.argv.slice(2).map(Number);
// The SDK takes a trace for each promise, a third of the time; nobody reads one here.
Error.stackTraceLimit = 0;
const networkFetch = globalThis.fetch;
// A new client owner, an open operation: what the program says of these to people is not looked at here.
console.error = console.warn = () => undefined;
// The SDK notes a stack for each promise, which is half of the time.
Error.stackTraceLimit = 0;

const verdict: Verdict = { changes: 0, calls: 0, wrong: [], cut: 0 };
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
  await workByHand(sandbox, chance);
  const { choreo: emulator, gateway, backend } = sandbox;
  const staging = await startGateway({
    controlPlane: emulator.controlPlane,
    backendUrl: backend.url,
    tls: sandbox.tls,
    environment: "Staging",
  });
  const gateways: Gateways = { Default: gateway, Staging: staging };
  let world = randomWorld(chance);
  const choreo = configOf(world)["choreo-azuread:choreo"] as Record<string, unknown>;
  const engine = await InProcessEngine.start(sandbox.env, choreo);
  let before: Calls = new Set();
  let last = world;
  for (let change = 0; change <= changes; change++) {
    const config = configOf(world);
    const told = await diffOf(engine, config);
    const cutAt = change > 0 && chance.oneIn(8) ? chance.below(4) : undefined;
    const isCut = await engine.up(config, cutAt).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Cut) return true;
        throw error;
      },
    );
    const after = await whoCanCallWhat(sandbox, gateways, engine.outputs as never, elsewhere);
    await takeBackConsents(sandbox);
    // The diff is of a run that comes to its end; what one that does not leaves behind is what the next one starts from.
    if (isCut) verdict.cut++;
    else {
      const found = differences({ ...told, before, after });
      if (found.length > 0) verdict.wrong.push({ seed, change, differences: found });
      verdict.changes++;
      verdict.calls += [...before, ...after].filter((key) => before.has(key) !== after.has(key)).length;
    }
    before = after;
    const from = isCut && chance.oneIn(2) ? last : world;
    if (!isCut) last = world;
    world = randomChange(from, chance);
  }
  await staging.close();
  await sandbox.stop();
}

/** What `access-diff` would say. */
async function diffOf(engine: InProcessEngine, config: Record<string, unknown>) {
  const state = readState(engine.state(), "the state");
  const preview = readEventLog(await engine.preview(config), "the preview");
  const { before: was, after: is } = modelsOf(state, preview);
  const { steps } = preview;
  const diff = compare({ stack: "dev", before: was, after: is, steps, secrets: [], now: new Date() });
  return { diff, was, is, behind: state.behind };
}

/** The azuread plugin's calls go to the emulators directly: a tenth of the time. */
function withoutNetwork({ entra, choreo, gateway, backend }: Sandbox): void {
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.url.startsWith(backend.url)) return new Response("a book");
    const emulator = [entra, choreo, gateway].find(({ url }) => request.url.startsWith(url));
    return emulator ? emulator.fetch(request) : networkFetch(request);
  };
}
