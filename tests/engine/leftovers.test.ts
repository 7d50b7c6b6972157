import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { openStack, projectFolder, type Run, type Stack } from "../../sandbox/engine/index.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";
import { guideStack, plain } from "./guideStack.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "./harness.ts";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

/** Nobody assigned: the provider can list no assignments, so those that were left behind are removed by hand. */
const open = (folder: string) =>
  openStack({
    folder,
    name: "test",
    env: sandbox.env,
    config: plain(guideStack({ books: { assigned: undefined, adopt: true }, storefront: { adopt: true } })),
  });

const commandsIn = (output: string) => [
  ...new Set(output.match(/^ *echo .+$/gm)?.map((line) => line.trim())),
];

/** As it stands there; the test's stack only has its configuration elsewhere. */
async function shell(command: string, { env, configFile }: Stack): Promise<string> {
  const run = await execa("sh", ["-e", "-c", `${command} --config-file ${configFile}`], {
    cwd: projectFolder,
    env,
    extendEnv: false,
    all: true,
  });
  return run.all;
}

/** Runs `up` and what each failure says, until nothing fails any more. */
async function recover(stack: Stack): Promise<Run[]> {
  const failed: Run[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    const run = await stack.up({ mayFail: true });
    if (run.exitCode === 0) return failed;
    const commands = commandsIn(run.output);
    if (commands.length === 0) throw new Error(`no command in:\n${run.output}`);
    for (const command of commands) await shell(command, stack);
    failed.push(run);
  }
  throw new Error("never became clean");
}

async function expectClean(stack: Stack, before: string): Promise<void> {
  expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
  const { applications } = sandbox.entra.state() as { applications: { displayName: string }[] };
  const names = applications.map(({ displayName }) => displayName).filter((name) => name.endsWith("(test)"));
  expect(names.sort()).toEqual(["books (test)", "storefront (test)"]);
  await stack.destroy();
  expect(JSON.stringify(sandbox.entra.state())).toBe(before);
}

test(
  "an application that a run made and did not record is named with the command that takes it in, in the preview already",
  () =>
    inTempFolder(async (folder) => {
      const before = JSON.stringify(sandbox.entra.state());
      const stack = await open(folder);
      sandbox.entra.setFaults([
        { match: { method: "POST", path: "/applications$" }, times: 2, then: { drop: "after" } },
      ]);
      expect((await stack.up({ mayFail: true })).exitCode).not.toBe(0);
      sandbox.entra.setFaults([]);

      const { output } = await stack.preview({ mayFail: true });
      expect(output).toMatch(
        /the application "\w+ \(test\)" \(object id [\w-]{36}, client id [\w-]{36}\) is in Entra/,
      );
      expect(output).toContain("It is marked as this stack's: a run that was cut off has left it,");
      expect(commandsIn(output).length).toBeGreaterThan(0);

      expect((await recover(stack)).length).toBeGreaterThan(0);
      await expectClean(stack, before);
    }),
  ENGINE_TIMEOUT,
);

test(
  "with the whole state lost, one command takes in an application and what belongs to it",
  () =>
    inTempFolder(async (folder) => {
      const before = JSON.stringify(sandbox.entra.state());
      await (await open(join(folder, "lost"))).up();
      const stack = await open(join(folder, "new"));
      const [first] = commandsIn((await stack.preview({ mayFail: true })).output);
      await shell(first as string, stack);
      const taken = (await stack.exportState()).deployment.resources ?? [];
      expect(taken.map(({ type }) => type)).toContain("azuread:index/servicePrincipal:ServicePrincipal");
      expect(taken.filter(({ protect }) => protect)).toEqual([]);
      await recover(stack);
      await expectClean(stack, before);
    }),
  ENGINE_TIMEOUT,
);

test(
  "a service principal and an identifier URI that were not recorded are named alike",
  () =>
    inTempFolder(async (folder) => {
      const before = JSON.stringify(sandbox.entra.state());
      const stack = await open(folder);
      await stack.up();
      const state = await stack.exportState();
      const lost = /azuread:index\/(servicePrincipal|applicationIdentifierUri):/;
      state.deployment.resources = state.deployment.resources?.filter(({ type }) => !lost.test(type));
      await stack.importState(state);
      const { output } = await stack.preview({ mayFail: true });
      expect(output).toMatch(/the (service principal "|identifier URI api:\/\/)/);
      await recover(stack);
      await expectClean(stack, before);
    }),
  ENGINE_TIMEOUT,
);

test(
  "an entry that got another key and kept its name is refused before anything; run once without it, and it is made anew",
  () =>
    inTempFolder(async (folder) => {
      const before = JSON.stringify(sandbox.entra.state());
      const stack = await open(folder);
      await stack.up();
      const { "choreo-azuread:clients": clients, ...rest } = plain(guideStack());
      const { storefront, ...others } = clients as Record<string, object>;
      const renamed = { ...others, shop: { ...storefront, displayName: "storefront" } };
      await stack.setConfig({ ...rest, "choreo-azuread:clients": renamed });
      const { output, exitCode } = await stack.preview({ mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(output).toContain('clients.shop: would make "storefront (test)" in Azure');
      await stack.setConfig({ ...rest, "choreo-azuread:clients": others });
      await stack.up();
      await stack.setConfig({ ...rest, "choreo-azuread:clients": renamed });
      await stack.up();
      await stack.destroy();
      expect(JSON.stringify(sandbox.entra.state())).toBe(before);
    }),
  ENGINE_TIMEOUT,
);
