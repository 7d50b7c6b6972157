import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";
import { guideStack, plain } from "./guideStack.ts";
import { ENGINE_TIMEOUT, withStack } from "./harness.ts";
import { KILLS, killWhen } from "./killRun.ts";
import { recover } from "./recover.ts";

// kill -9 of a whole `up` of this program right at a write, to Graph or to Choreo; the write arrives. Then the one command, then `up`
// again. By default at some writes, in one life of a stack; FAULTS=all kills a stack of its own at each.

const isSweep = process.env.FAULTS === "all";
const then = KILLS["arrives after the kill"] as { delayMs: number };
const GRAPH_WRITES = { method: "POST|PATCH|PUT|DELETE", path: "^/(v1.0|beta)/" };
const CHOREO_WRITES = { method: "POST|PATCH|PUT|DELETE", path: "^/api/am/" };

const config = plain(
  guideStack({ books: { preAuthorized: ["storefront"] }, storefront: { adminConsent: true } }),
);

let sandbox: Sandbox;
let before: string;
const world = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
beforeEach(async () => {
  sandbox = await startSandbox();
  before = world();
});
afterEach(() => sandbox.stop());

interface Entra {
  applications: { displayName: string; passwordCredentials?: unknown[] }[];
}

/** Each object once, and nothing that a run had not finished. */
function expectNoDuplicates() {
  const { applications } = sandbox.entra.state() as unknown as Entra;
  const ours = applications.filter(({ displayName }) => /\(test\)$|^TERRAFORM_UPDATE/.test(displayName));
  expect(ours.map(({ displayName }) => displayName).sort()).toEqual(["books (test)", "storefront (test)"]);
  const secrets = ours.flatMap(({ passwordCredentials = [] }) => passwordCredentials);
  expect(secrets).toHaveLength(1);
}

test(
  "killed at writes to Graph, with an application half made, an assignment and a secret unheard of: each time one command, and all is there once",
  async () => {
    if (isSweep) return;
    await withStack({ env: sandbox.env, config }, async (stack) => {
      // The provider has just given the new application another name.
      const renamed = { match: { method: "PATCH", path: "^/v1.0/applications/" }, then };
      expect(await killWhen("up", renamed, stack, sandbox.entra)).toBe(true);
      expect(await recover(stack)).toMatch(/unfinished application TERRAFORM_UPDATE|Taken in: application/);

      const assigned = { match: { method: "POST", path: "/appRoleAssignedTo$" }, then };
      expect(await killWhen("up", assigned, stack, sandbox.entra)).toBe(true);
      expect(await recover(stack)).toContain("Taken in: assignment of the");

      const secret = { match: { method: "POST", path: "/addPassword$" }, then };
      expect(await killWhen("up", secret, stack, sandbox.entra)).toBe(true);
      expect(await recover(stack)).toContain('Removed: secret "rotation 1"');

      await stack.up();
      expectNoDuplicates();
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      await stack.destroy();
      expect(world()).toBe(before);
    });
  },
  ENGINE_TIMEOUT * 2,
);

test(
  "killed when the application in Choreo was made: the next up finds that it is ours",
  async () => {
    if (isSweep) return;
    await withStack({ env: sandbox.env, config }, async (stack) => {
      const made = { match: { method: "POST", path: "/devportal/v2/applications$" }, then };
      expect(await killWhen("up", made, stack, sandbox.choreo)).toBe(true);
      await recover(stack);
      await stack.up();
      const { applications } = sandbox.choreo.state() as { applications: { name: string }[] };
      expect(applications.map(({ name }) => name)).toEqual(["storefront (test)"]);
      await stack.destroy();
      expect(world()).toBe(before);
    });
  },
  ENGINE_TIMEOUT * 2,
);

const sweep = isSweep ? test : test.skip;

sweep.each([
  ["Graph", GRAPH_WRITES, 24],
  ["Choreo", CHOREO_WRITES, 12],
] as const)(
  "killed at each write to %s: all converge after the one command",
  async (service, match, most) => {
    const table: string[] = [];
    for (let skip = 0; skip < most; skip++) {
      await sandbox.stop();
      sandbox = await startSandbox();
      before = world();
      const emulator = service === "Graph" ? sandbox.entra : sandbox.choreo;
      const isOver = await withStack({ env: sandbox.env, config }, async (stack) => {
        if (!(await killWhen("up", { match, skip, then }, stack, emulator))) return true;
        const write = emulator
          .requests()
          .filter(({ method, path }) => match.method.includes(method) && new RegExp(match.path).test(path))[
          skip
        ];
        const said = await recover(stack);
        await stack.up();
        expectNoDuplicates();
        expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
        await stack.destroy();
        expect(world()).toBe(before);
        table.push(
          `${skip} ${write?.method} ${write?.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*")}: ${said.trim().split("\n").slice(0, -1).join(" ")}`,
        );
        console.info(table.at(-1));
        return false;
      });
      if (isOver) break;
    }
    console.info(table.join("\n"));
    expect(table.length).toBeGreaterThan(5);
  },
  ENGINE_TIMEOUT * 30,
);
