import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import type { Fault } from "../../sandbox/kit/faults.ts";
import { letTimePassAtOnce } from "./atOnce.ts";
import { faults } from "./faultKinds.ts";
import { calls, configFor, startEmulator } from "./harness.ts";
import { Program } from "./program.ts";

letTimePassAtOnce();

let emulators: RunningChoreo[];
/** What an undisturbed run of the program calls. */
let requests: string[];

beforeAll(async () => {
  emulators = await Promise.all(Array.from({ length: 11 }, () => startEmulator()));
  const [emulator] = emulators as [RunningChoreo];
  await new Program().up(configFor(emulator));
  requests = calls(emulator);
});
afterAll(() => Promise.all(emulators.map((emulator) => emulator.close())));

/** Runs the program with faults at each call in turn, and hands each emulator's outcome on. */
async function atEachCall(
  faultsAt: (index: number) => Fault[],
  thereafter: (emulator: RunningChoreo, program: Program, error: unknown) => Promise<void>,
): Promise<void> {
  await Promise.all(
    requests.map(async (_, index) => {
      const emulator = emulators[index] as RunningChoreo;
      await fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" });
      const before = emulator.state();
      emulator.setFaults(faultsAt(index));
      const program = new Program();
      const error = await program.up(configFor(emulator)).catch((reason: unknown) => reason);
      emulator.setFaults([]);
      await thereafter(emulator, program, error);
      await program.destroy(configFor(emulator));
      expect([index, emulator.state()]).toEqual([index, before]);
    }),
  );
}

test("the program makes ten calls", () => {
  expect(requests).toHaveLength(10);
});

test.each(Object.keys(faults))(
  "%s at any call: the run ends well, and leaves nothing behind after destroy",
  async (name) => {
    const then = faults[name] as Fault["then"];
    await atEachCall(
      (skip) => [{ match: {}, skip, then }],
      async (emulator, _program, error) => {
        expect(error).toBeUndefined();
        expect(applicationsOf(emulator)).toHaveLength(1);
      },
    );
  },
  60_000,
);

test("killed at any call: the next run and destroy leave nothing behind", async () => {
  await atEachCall(
    // The call takes effect, but neither its answer nor any later call gets through.
    (skip) => [
      { match: {}, skip, then: { drop: "after" } },
      { match: {}, skip: skip + 1, times: 1_000, then: { drop: "before" } },
    ],
    async (emulator, program, error) => {
      expect(error).toBeInstanceOf(Error);
      // A new process: it remembers nothing but the state.
      await program.up(configFor(emulator, { run: 2 }));
      expect(applicationsOf(emulator)).toHaveLength(1);
    },
  );
}, 120_000);

function applicationsOf(emulator: RunningChoreo): { keys: unknown[]; subscriptions: unknown[] }[] {
  return (emulator.state() as { applications: { keys: unknown[]; subscriptions: unknown[] }[] }).applications;
}
