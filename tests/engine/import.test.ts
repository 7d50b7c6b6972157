import { expect, test } from "@jest/globals";
import { ENGINE_TIMEOUT, withStack } from "./harness.ts";
import { emptyConfig, importInto, useHandMade } from "./importInto.ts";
import type { Sandbox } from "./sandbox.ts";

// What is imported, what a preview of it shows, and what it says of what cannot be: tests/cli/import, in this process. Here: that the engine takes the file.

const sandbox = useHandMade();

test(
  "what was made by hand is in the stack: the first up does nothing but the claims, and nothing of it goes by accident",
  () =>
    withStack({ env: sandbox.env, config: emptyConfig }, async (stack) => {
      const worlds = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
      const found = worlds();
      const apisFound = JSON.stringify(apisOf(sandbox));
      // With a scope that is no permission, and an application that has two keys.
      const clients = ["--client", "Storefront", "batch"];
      expect(await importInto(stack, ...clients)).toMatchObject({ code: 0, err: "" });
      expect(worlds()).toBe(found);

      const claims = ["books", "Kunden Portal", "Stock Levels"].map(
        (name) => `update ApiPermissions ${name}`,
      );
      // What was saved there and not deployed.
      const mends = ["create ApiDeployment", "update Application", "create RandomUuid"].map(
        (op) => `${op} Stock Levels`,
      );
      mends[2] += "-stock_write";
      const ops = (steps: { op: string; type: string; name: string }[]) =>
        steps.map(({ op, type, name }) => `${op} ${type.slice(type.lastIndexOf(":") + 1)} ${name}`).sort();
      expect(ops((await stack.up()).steps)).toEqual([...claims, ...mends].sort());
      expect((await importInto(stack, ...clients)).out).toContain("has all of it");

      const claimed = worlds();
      for (const flag of ["--skip-preview=false", "--skip-preview"]) {
        const destroyed = await stack.destroy({ flags: [flag], mayFail: true });
        expect(destroyed.output).toMatch(/protect/);
        expect(worlds()).toBe(claimed);
      }
      await stack.destroy({ flags: ["--exclude-protected"] });
      expect(worlds()).toBe(claimed);
      // The up has done all, and these have taken nothing out of the state.
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);

      // Who lifts the protection gets Choreo's APIs back as they were at the import.
      await stack.cli(["state", "unprotect", "--all", "--yes", "--stack", stack.name]);
      await stack.destroy();
      expect(JSON.stringify(apisOf(sandbox))).toBe(apisFound);
    }),
  2 * ENGINE_TIMEOUT,
);

/** APIs, and what of them runs at the gateway. */
function apisOf({ choreo }: Sandbox): unknown {
  const { apis } = choreo.state() as { apis: { deployed: unknown[] }[] };
  expect(apis.flatMap(({ deployed }) => deployed).length).toBeGreaterThan(5);
  return apis;
}
