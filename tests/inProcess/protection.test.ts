import { expect, test } from "@jest/globals";
import { exitCodes } from "../../cli/shared/errors.ts";
import { runDiff } from "../cli/access-diff/run-diff.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { sharedByTests } from "../lifetimes.ts";
import { withStack } from "./open.ts";

const sandbox = sharedByTests(startSandbox);

const reports = { redirectUris: ["https://localhost:9001/cb"], uses: { books: ["books_read"] } };
type Changes = Parameters<typeof guideStack>[0];
const config = (changes: Changes, protect = true) =>
  plain({ ...guideStack(changes), "choreo-azuread:protect": protect });

test(
  "a protected stack refuses what would cut users off before anything is touched, and lets daily work pass",
  () =>
    withStack({ name: "prod", env: sandbox.env, config: config({ clients: { reports } }) }, async (stack) => {
      await stack.up();
      const worlds = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
      const world = worlds();

      const forbidden: [Changes, string][] = [
        [{}, "reports"],
        [{ clients: { reports }, choreo: { keyType: "SANDBOX" } }, "storefront"],
      ];
      for (const [changes, name] of forbidden) {
        await stack.setConfig(config(changes));
        // With the preview that people and workflows have; without one the engine finds it out half-way.
        const run = await stack.up({ flags: ["--skip-preview=false"], mayFail: true });
        expect(run.exitCode).not.toBe(0);
        expect(run.output).toMatch(/protect/);
        expect(run.output).toContain(name);
        expect(worlds()).toBe(world);
      }

      // A reviewer is told, too.
      const { exitCode, err } = await runDiff(stack);
      expect(exitCode).toBe(exitCodes.preview);
      expect(err).toMatch(/storefront.*protect/s);

      const daily = {
        clients: { reports },
        books: { assigned: { groups: ["Librarians"] } },
        storefront: { secret: { rotation: 2 } },
      };
      await stack.setConfig(config(daily));
      await stack.up();
      expect(worlds()).not.toBe(world);

      // The way out: one update that lifts the protection, then the removal.
      await stack.setConfig(config(daily, false));
      const { out } = await runDiff(stack);
      expect(out).toContain("**Protection ends** for ");
      await stack.up();
      await stack.setConfig(config({ ...daily, clients: {} }, false));
      const removed = await stack.up();
      expect(removed.changes.delete).toBeGreaterThan(4);
    }),
  ENGINE_TIMEOUT,
);
