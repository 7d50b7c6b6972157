import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Checkout } from "./checkout.ts";

const PRODUCTION =
  "ci --omit=dev --omit=optional --workspaces=false --ignore-scripts --no-audit --no-fund --loglevel=error";
const ALL = "ci --no-audit --no-fund --loglevel=error";

let checkout: Checkout;
beforeEach(async () => {
  checkout = await Checkout.make();
  await checkout.tool("pulumi", "echo v3.259.0");
  await checkout.tool("pulumi-language-nodejs", "exit 0");
  // Records the call, and what npm would record: without development's packages and the workspace where it leaves them out.
  await checkout.tool(
    "npm",
    `echo "$*" >> "$HOME/npm-calls"
case "$*" in *--omit=dev*) file=production.json ;; *) file=package-lock.json ;; esac
cat $file > node_modules/.package-lock.json`,
  );
  await rm(join(checkout.folder, "node_modules", ".package-lock.json"));
  await lock({});
});
afterEach(() => checkout.remove());

/** Versions of packages in the lockfile; `sdk` is needed in production, and by it `deep` and a `shared` of its own. */
async function lock({ deep = "1.0.0", tester = "1.0.0" }) {
  const production = {
    "": { dependencies: { sdk: "1.0.0" }, devDependencies: { tester } },
    "node_modules/sdk": { version: "1.0.0", dependencies: { deep: "^1.0.0", shared: "^2.0.0" } },
    "node_modules/sdk/node_modules/shared": { version: "2.0.0", dependencies: { deep: "^1.0.0" } },
    "node_modules/deep": { version: deep },
  };
  const all = {
    ...production,
    sandbox: { version: "1.0.0", dependencies: { shared: "^1.0.0" } },
    "node_modules/shared": { version: "1.0.0" },
    "node_modules/tester": { version: tester, dev: true },
  };
  await checkout.write("production.json", JSON.stringify({ packages: production }));
  await checkout.write("package-lock.json", JSON.stringify({ packages: all }));
}

async function npmCalls(): Promise<string[]> {
  const text = await readFile(join(checkout.folder, "npm-calls"), "utf8").catch(() => "");
  return text.split("\n").filter(Boolean);
}

test("a command for production installs what production needs, once, and no plugins for the sandbox", async () => {
  const first = await checkout.run(["--production", "--", "node", "-p", "1 + 1"]);
  expect(first).toMatchObject({ code: 0, stdout: "2\n" });
  expect(first.stderr).toContain("what production needs");
  expect(first.stderr).not.toContain("plugin");
  await checkout.run(["--production", "--", "node", "-p", "1 + 1"]);
  expect(await npmCalls()).toEqual([PRODUCTION]);
});

test("any other command then installs everything, which is enough for production", async () => {
  await checkout.run(["--production"]);
  await checkout.run();
  await checkout.run(["--production"]);
  await checkout.run();
  expect(await npmCalls()).toEqual([PRODUCTION, ALL]);
});

test("for production only the packages that it needs count, deep ones too", async () => {
  await checkout.run(["--production"]);
  await lock({ tester: "1.1.0" });
  await checkout.run(["--production"]);
  expect(await npmCalls()).toEqual([PRODUCTION]);
  await lock({ deep: "1.1.0" });
  await checkout.run(["--production"]);
  expect(await npmCalls()).toEqual([PRODUCTION, PRODUCTION]);
});

test("a command for production takes nothing away from who had everything", async () => {
  await checkout.run();
  await lock({ deep: "1.1.0" });
  await checkout.run(["--production"]);
  expect(await npmCalls()).toEqual([ALL, ALL]);
});

test("a --production of the command's own is not the set-up's", async () => {
  const { stdout } = await checkout.run(["--", "sh", "-c", 'echo "$1"', "sh", "--production"]);
  expect([stdout, await npmCalls()]).toEqual(["--production\n", [ALL]]);
});
