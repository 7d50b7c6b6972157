import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Stack } from "../../sandbox/engine/index.ts";
import { stackIdResource } from "../../shared/stackMark.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../engine/harness.ts";
import { recover } from "../engine/recover.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { newForEachTest } from "../lifetimes.ts";
import { openCommands } from "./open.ts";

const sandbox = newForEachTest(() => startSandbox({ graphLags: false }));

const open = (folder: string) =>
  openCommands({
    folder,
    name: "test",
    env: sandbox.env,
    config: plain(guideStack({ books: { adopt: true }, storefront: { adopt: true, adminConsent: true } })),
  });

const COMMAND = "npm run recover -- --stack test";

async function expectClean(stack: Stack, before: string): Promise<void> {
  expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
  const { applications } = sandbox.entra.state() as { applications: { displayName: string }[] };
  const names = applications.map(({ displayName }) => displayName).filter((name) => name.endsWith("(test)"));
  expect(names.sort()).toEqual(["books (test)", "storefront (test)"]);
  await stack.destroy();
  expect(JSON.stringify(sandbox.entra.state())).toBe(before);
}

const idIn = ({ deployment }: Awaited<ReturnType<Stack["exportState"]>>) =>
  deployment.resources?.find(({ urn }) => urn.endsWith(`${stackIdResource.type}::${stackIdResource.name}`))
    ?.id;

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
      expect(output).toContain("Entra ID has what is marked as this stack's and is not in its state");
      expect(output).toMatch(/application "\w+ \(test\)" \(object id [\w-]{36}\)/);
      expect(output).toContain(COMMAND);

      expect(await recover(stack)).toMatch(/Taken in: application "\w+ \(test\)"\./);
      await stack.up();
      await expectClean(stack, before);
    }),
  ENGINE_TIMEOUT,
);

test(
  "an application that the provider could not finish is in the state: the next run goes on with it",
  () =>
    inTempFolder(async (folder) => {
      const before = JSON.stringify(sandbox.entra.state());
      const stack = await open(folder);
      const then = { status: 403, body: { error: { code: "Authorization_RequestDenied", message: "no" } } };
      // The provider makes it, and gives it its name in two steps more.
      sandbox.entra.setFaults([{ match: { method: "PATCH", path: "/applications/" }, times: 100, then }]);
      expect((await stack.up({ mayFail: true })).exitCode).not.toBe(0);
      sandbox.entra.setFaults([]);

      await stack.up();
      await expectClean(stack, before);
    }),
  ENGINE_TIMEOUT,
);

test(
  "with the whole state lost, one command takes in the applications and what belongs to them",
  () =>
    inTempFolder(async (folder) => {
      const before = JSON.stringify(sandbox.entra.state());
      const inChoreo = JSON.stringify(sandbox.choreo.state());
      const lost = await open(join(folder, "lost"));
      await lost.up();
      const stackId = idIn(await lost.exportState());
      const stack = await open(join(folder, "new"));
      const { output } = await stack.preview({ mayFail: true });
      expect(output).toContain("It may belong to another stack of the same name");
      expect(await recover(stack)).not.toContain("Taken in");
      const [, ids = ""] = /npm run recover -- --stack test --application ([\w -]+)/.exec(output) ?? [];
      await recover(stack, "--application", ...ids.trim().split(" "));
      const taken = (await stack.exportState()).deployment.resources ?? [];
      expect(taken.map(({ type }) => type)).toContain("azuread:index/servicePrincipal:ServicePrincipal");
      expect(taken.filter(({ protect }) => protect)).toEqual([]);
      await stack.up();
      expect(idIn(await stack.exportState())).toBe(stackId);
      await expectClean(stack, before);
      // So its claims there are its own, too.
      expect(JSON.stringify(sandbox.choreo.state())).toBe(inChoreo);
    }),
  ENGINE_TIMEOUT,
);

test(
  "service principals, an identifier URI, assignments and a consent that were not recorded are named alike",
  () =>
    inTempFolder(async (folder) => {
      const before = JSON.stringify(sandbox.entra.state());
      const stack = await open(folder);
      await stack.up();
      const state = await stack.exportState();
      const lost =
        /azuread:index\/(servicePrincipal|applicationIdentifierUri|appRoleAssignment|servicePrincipalDelegatedPermissionGrant):/;
      state.deployment.resources = state.deployment.resources?.filter(({ type }) => !lost.test(type));
      await stack.importState(state);
      const { output } = await stack.preview({ mayFail: true });
      expect(output).toMatch(/the (service principal "|identifier URI api:\/\/)/);
      expect(output).toContain(COMMAND);
      await recover(stack);
      await stack.up();
      await expectClean(stack, before);
    }),
  ENGINE_TIMEOUT,
);
