import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { guideStack, plain } from "./guideStack.ts";
import { ENGINE_TIMEOUT, withStack } from "./harness.ts";
import { KILLS, killWhen } from "./killRun.ts";
import { wholeGuide as config, expectNoDuplicates, recover } from "./recover.ts";
import { type Sandbox, startSandbox } from "./sandbox.ts";

// kill -9 of a whole `up` of this program right at a write, to Graph or to Choreo; the write arrives. Then the one command, then `up`
// again. At some writes here, in one life of a stack; tests/sweeps/killed.sweep.ts kills a stack of its own at each.

const then = KILLS["arrives after the kill"] as { hold: true };

const withEve = plain(
  guideStack({
    books: {
      preAuthorized: ["storefront"],
      assigned: { users: ["ada@taylordean.example", "eve@taylordean.example"], groups: ["Librarians"] },
    },
    storefront: { adminConsent: true },
  }),
);

const withKiosk = {
  ...withEve,
  "choreo-azuread:clients": {
    ...(withEve["choreo-azuread:clients"] as object),
    kiosk: { redirectUris: ["https://localhost:9001/"], uses: { books: ["books_read"] } },
  },
};

let sandbox: Sandbox;
let before: string;
const world = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
beforeEach(async () => {
  sandbox = await startSandbox({ graphLags: false });
  before = world();
});
afterEach(() => sandbox.stop());

test(
  "killed at writes to Graph and to Choreo, with a registration half made, a secret, an assignment and an application in Choreo unheard of: each time one command, and all is there once",
  async () => {
    await withStack({ env: sandbox.env, config }, async (stack) => {
      // The provider has just given the new application another name.
      const renamed = { match: { method: "PATCH", path: "^/v1.0/applications/" }, then };
      expect(await killWhen("up", renamed, stack, sandbox.entra)).toBe(true);
      expect(await recover(stack)).toMatch(/unfinished application TERRAFORM_UPDATE|Taken in: application/);

      const secret = { match: { method: "POST", path: "/addPassword$" }, then };
      expect(await killWhen("up", secret, stack, sandbox.entra)).toBe(true);
      expect(await recover(stack)).toContain('Removed: secret "rotation 1"');

      // Somebody more: the run before may have made the assignments of the others.
      await stack.setConfig(withEve);
      const assigned = { match: { method: "POST", path: "/appRoleAssignedTo$" }, then };
      expect(await killWhen("up", assigned, stack, sandbox.entra)).toBe(true);
      expect(await recover(stack)).toContain("Taken in: assignment of the");

      // A client more: its application in Choreo is made, and the next up finds that it is ours.
      await stack.setConfig(withKiosk);
      const made = { match: { method: "POST", path: "/devportal/v2/applications\\?" }, then };
      expect(await killWhen("up", made, stack, sandbox.choreo)).toBe(true);
      await recover(stack);

      await stack.up();
      expectNoDuplicates(sandbox, ["storefront", "kiosk"]);
      const { applications } = sandbox.choreo.state() as { applications: { name: string }[] };
      expect(applications.map(({ name }) => name).sort()).toEqual(["kiosk (test)", "storefront (test)"]);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      await stack.destroy();
      expect(world()).toBe(before);
    });
  },
  // Four kills, each with its command, and the whole run after them.
  ENGINE_TIMEOUT * 4,
);
