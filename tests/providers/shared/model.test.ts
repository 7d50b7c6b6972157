import { expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { sharedByTests } from "../../lifetimes.ts";
import { destroyAll, sequences } from "./commands.ts";
import { Model, operation } from "./model.ts";
import { startWorld } from "./world.ts";

// Up to four stacks with settings at random at one API, kills and faults at any call, and a person at the Console between any two.
// SEQUENCES=2000 tries more of them, SEED=… others; a sequence that fails is shrunk and printed with its seed.
const { SEQUENCES = "100", SEED = "16" } = process.env;

const world = sharedByTests(startWorld);

test(
  `${SEQUENCES} sequences: what is claimed is protected, what is not is as before`,
  async () => {
    let model: Model | undefined;
    jest.spyOn(console, "warn").mockImplementation((text) => {
      // A stack may do that, and says so.
      if (model && /^Deleted .* to make room/.test(String(text))) model.touched.revisions = true;
    });
    const starts = fc.record({
      environments: fc.constantFrom<string[]>(["Default"], [], ["Default", "Staging"]),
      isPublished: fc.boolean(),
      /** An operation without security. */
      open: fc.option(operation, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(starts, sequences(10), async ({ environments, isPublished, open }, commands) => {
        await world.begin();
        if (open) {
          await world.person.secure(open, false);
          await world.person.deploy(["Default"]);
        }
        if (environments.length === 0) await world.person.undeploy("Default");
        if (environments.length === 2) await world.person.deploy(["Staging"]);
        if (isPublished) await world.person.publish();
        const real = await Model.begin(world);
        model = real;
        await fc.asyncModelRun(() => ({ model: {}, real }), commands);
        await destroyAll(real);
      }),
      { numRuns: Number(SEQUENCES), seed: Number(SEED), endOnFailure: false },
    );
    expect(true).toBe(true);
  },
  Number(SEQUENCES) * 2_000 + 60_000,
);
