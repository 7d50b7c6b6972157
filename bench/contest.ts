import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parse } from "yaml";
import { type Run, sandboxFolder } from "../sandbox/engine/index.ts";
import type { Arena } from "./arena.ts";
import { childSeconds, watchProviderMemory } from "./processes.ts";
import type { Phase, Readings } from "./readings.ts";

const programs = join(import.meta.dirname, "programs");

/** What a program reads from its environment, before and after the one change of a round. */
export interface Change {
  before: Record<string, string>;
  after: Record<string, string>;
}

/**
 * One round of one program: up, no-op preview, one change, refresh, destroy; its readings are added to `readings`.
 *
 * @param program folder in `programs/`
 */
export async function playRound(
  arena: Arena,
  program: string,
  change: Change,
  readings: Readings,
): Promise<void> {
  const folder = await mkdtemp(join(sandboxFolder, `bench-${program}-`));
  const project = parse(await readFile(join(programs, program, "Pulumi.yaml"), "utf8")).name as string;
  try {
    const stack = await arena.open({
      folder,
      name: "bench",
      program: join(programs, program),
      config: Object.fromEntries(
        Object.entries(arena.config).map(([key, value]) => [`${project}:${key}`, value]),
      ),
      env: { ...arena.env, ...change.before },
    });
    const timed = (phase: Phase, run: () => Promise<Run>) => measure(arena, readings, phase, run);
    await timed("up", () => stack.up());
    readings.stateBytes.push(JSON.stringify(await stack.exportState()).length);
    await timed("preview", () => stack.preview({ flags: ["--expect-no-changes"] }));
    Object.assign(stack.env, change.after);
    await timed("change", () => stack.up());
    await timed("refresh", () => stack.refresh());
    await timed("destroy", () => stack.destroy());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function add(lists: Partial<Record<Phase, number[]>>, phase: Phase, value: number): void {
  lists[phase] = [...(lists[phase] ?? []), value];
}

async function measure(
  arena: Arena,
  readings: Readings,
  phase: Phase,
  run: () => Promise<Run>,
): Promise<void> {
  arena.choreo.clearRequests();
  const cpu = childSeconds();
  const started = performance.now();
  const { peakBytes, result: ended } = await watchProviderMemory(() => run().then(() => performance.now()));
  readings[phase].push((ended - started) / 1000);
  add(readings.cpu, phase, childSeconds() - cpu);
  add(readings.calls, phase, arena.choreo.requests().length);
  if (phase === "up") readings.providerBytes.push(peakBytes);
}
