/**
 * `node tests/oracle/run.ts [seed] [starts] [changes]`: brings random worlds up from nothing, changes each again and again, and compares
 * what the access diff says of every change with what real calls show before and after. A process of its own: Pulumi's runtime is one a
 * process, and jest would take four times as long.
 *
 * Prints one line of JSON: how many changes there were, in how many calls that are let through came or went, and what was wrong.
 */
import ofProgram from "axios";
import { compare } from "../../cli/access-diff/compare.ts";
import { readEventLog } from "../../cli/access-diff/events.ts";
import { modelsOf } from "../../cli/access-diff/models.ts";
import { readState } from "../../cli/access-diff/state.ts";
import { startGateway } from "../../sandbox/gateway/index.ts";
import { signIn } from "../../sandbox/kit/services.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { CUT } from "../inProcess/deployment.ts";
import { InProcessStack } from "../inProcess/stack.ts";
import { axios, withoutSockets } from "../inProcess/withoutSockets.ts";
import { Chance } from "./chance.ts";
import { differences } from "./judge.ts";
import { type Calls, Probe } from "./probe.ts";
import { editByHand, workByHand } from "./tenant.ts";
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

const verdict: Verdict = { changes: 0, calls: 0, wrong: [], cut: 0 };
for (let start = 0; start < starts; start++) await oneWorld(seed + start);
console.log(JSON.stringify(verdict));
process.exit();

async function oneWorld(seed: number): Promise<void> {
  // A sandbox of its own: what the provider's process remembers of an API is of another control plane then.
  const sandbox = await startSandbox();
  withoutSockets(sandbox, { [sandbox.backend.url]: () => new Response("a book") }, [axios, ofProgram]);
  // As Entra does.
  sandbox.entra.setSwitches({ tokenScopes: "consented" });
  const chance = new Chance(seed);
  // Of its own: what is done by hand leaves the worlds and the cuts as they are.
  const byHand = new Chance(seed + 1_000_000);
  const services = await signIn(sandbox);
  await workByHand(services, chance);
  const { choreo: emulator, gateway, backend } = sandbox;
  const staging = await startGateway({
    controlPlane: emulator.controlPlane,
    backendUrl: backend.url,
    tls: sandbox.tls,
    environment: "Staging",
  });
  const probe = await Probe.start(sandbox, { Default: gateway, Staging: staging });
  let world = randomWorld(chance);
  const stack = new InProcessStack({ name: "dev", config: configOf(world), env: sandbox.env });
  let before: Calls = new Set();
  let last = world;
  for (let change = 0; change <= changes; change++) {
    await stack.setConfig(configOf(world));
    if (change > 0 && byHand.oneIn(6)) {
      await editByHand(services, byHand);
      before = await probe.whoCanCallWhat(await stack.outputs({ secrets: true }));
    }
    const told = await diffOf(stack);
    const cutAt = change > 0 && chance.oneIn(8) ? chance.below(4) : undefined;
    const { errors } = await stack.up({ cutAt, mayFail: cutAt !== undefined });
    const isCut = errors.length > 0;
    if (!errors.every((error) => error.endsWith(CUT))) throw new Error(errors.join("\n"));
    const after = await probe.whoCanCallWhat(await stack.outputs({ secrets: true }));
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
async function diffOf(stack: InProcessStack) {
  const recorded = await stack.record();
  const state = readState(recorded.state, "the state");
  const preview = readEventLog(recorded.events, "the preview");
  if (preview.errors.length > 0) throw new Error(preview.errors.join("\n"));
  const { before: was, after: is } = modelsOf(state, preview);
  const { steps } = preview;
  const diff = compare({ stack: "dev", before: was, after: is, steps, secrets: [], now: new Date() });
  return { diff, was, is };
}
