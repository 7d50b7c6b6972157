import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ENGINE_TIMEOUT, withStack } from "./harness.ts";
import { killWhenAll } from "./killRun.ts";
import { wholeGuide as config, expectNoDuplicates, recover } from "./recover.ts";
import { type Sandbox, startSandbox } from "./sandbox.ts";

// kill -9 of a whole `up` of this program right at a write, to Graph or to Choreo; the write arrives. Then the one command, then `up`
// again. At some writes here, in one life of a stack, two under way at once; tests/sweeps/killed.sweep.ts kills a stack of its own at each.

let sandbox: Sandbox;
let before: string;
const world = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
beforeEach(async () => {
  sandbox = await startSandbox({ graphLags: false });
  before = world();
});
afterEach(() => sandbox.stop());

test(
  "killed at writes to Graph and to Choreo, with a registration half made and an application in Choreo unheard of, then with a secret and an assignment: each time one command, and all is there once",
  async () => {
    await withStack({ env: sandbox.env, config }, async (stack) => {
      const patched = { emulator: sandbox.entra, match: { method: "PATCH", path: "^/v1.0/applications/" } };
      const made = {
        emulator: sandbox.choreo,
        match: { method: "POST", path: "/devportal/v2/applications\\?" },
      };
      // The provider has just given the new applications another name.
      expect(await killWhenAll("up", [patched, made], stack)).toBe(true);
      expect(await recover(stack)).toMatch(/unfinished application TERRAFORM_UPDATE|Taken in: application/);

      const secret = { emulator: sandbox.entra, match: { method: "POST", path: "/addPassword$" } };
      const assigned = { emulator: sandbox.entra, match: { method: "POST", path: "/appRoleAssignedTo$" } };
      expect(await killWhenAll("up", [secret, assigned], stack)).toBe(true);
      const said = await recover(stack);
      expect(said).toContain('Removed: secret "rotation 1"');
      expect(said).toContain("Taken in: assignment of the");

      // The application in Choreo was made, and the next up finds that it is ours.
      await stack.up();
      expectNoDuplicates(sandbox);
      const { applications } = sandbox.choreo.state() as { applications: { name: string }[] };
      expect(applications.map(({ name }) => name)).toEqual(["storefront (test)"]);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      await stack.destroy();
      expect(world()).toBe(before);
    });
  },
  // Two kills, each with its command, and the whole run after them.
  ENGINE_TIMEOUT * 2,
);
