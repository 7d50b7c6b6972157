import { expect, test } from "@jest/globals";
import { entra as seed } from "../../sandbox/seed.ts";
import { azurePortal } from "../engine/azurePortal.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT, withStack as withEngineStack } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import type { TestStack } from "./open.ts";
import { InProcessStack } from "./stack.ts";

// A stack in this process plans, does, keeps and refuses what one through the engine does.

type Changes = Parameters<typeof guideStack>[0];
const settings = (changes: Changes, protect = false) => ({
  ...plain(guideStack(changes)),
  "choreo-azuread:protect": protect,
});
const reports = { redirectUris: ["https://localhost:9001/cb"], uses: { books: ["books_read"] } };
const renamed = { formerly: "storefront", ...reports, displayName: "storefront" };

test(
  "one life: made, changed, renamed, meddled with, refused, failed half-way, destroyed",
  async () => {
    const engine = await lifeThrough((env, work) => withEngineStack({ config: settings({}), env }, work));
    const here = await lifeThrough((env, work) =>
      work(new InProcessStack({ name: "test", config: settings({}), env })),
    );
    expect(here).toEqual(engine);
  },
  2 * ENGINE_TIMEOUT,
);

type Opened = (env: Record<string, string>, work: (stack: TestStack) => Promise<void>) => Promise<void>;

async function lifeThrough(open: Opened): Promise<string[]> {
  const sandbox = await startSandbox();
  const portal = azurePortal(sandbox);
  const told: string[] = [];
  try {
    await open(sandbox.env, async (stack) => {
      const tell = async (
        what: string,
        command: "up" | "preview" | "drift" | "destroy",
        flags: string[] = [],
      ) => {
        const { exitCode, steps, changes } = await stack[command]({ mayFail: true, flags });
        // What else a run that fails had begun is chance.
        const done = exitCode === 0 ? steps.map(({ op, urn, diffs }) => `${op} ${urn} ${diffs}`).sort() : [];
        told.push(
          `${what}: ${exitCode === 0 ? JSON.stringify(Object.entries(changes).sort()) : "fails"}`,
          ...done,
        );
      };
      await tell("preview", "preview");
      await tell("up", "up");
      await tell("no changes", "preview", ["--refresh", "--expect-no-changes"]);
      await stack.setConfig(settings({ clients: { reports }, storefront: { secret: { rotation: 2 } } }));
      await tell("a client and a secret more", "up");
      const { resources = [] } = (await stack.exportState()).deployment;
      told.push(
        ...resources
          .filter(({ type }) => !type.startsWith("pulumi:providers:"))
          .map(({ urn, protect }) => `${urn} ${Boolean(protect)}`)
          .sort(),
      );
      const [principal] = (
        await portal.graph("GET", "/servicePrincipals?$filter=displayName eq 'books (test)'")
      ).value;
      await portal.graph("PATCH", `/servicePrincipals/${principal.id}`, { appRoleAssignmentRequired: false });
      const { value } = await portal.graph("GET", `/servicePrincipals/${principal.id}/appRoleAssignedTo`);
      const adas = value.find((each: { principalId: string }) => each.principalId === seed.users.ada.id);
      await portal.graph("DELETE", `/servicePrincipals/${principal.id}/appRoleAssignedTo/${adas.id}`);
      await tell("meddled with", "drift");
      await tell("put back", "up", ["--refresh"]);
      await stack.setConfig(settings({ clients: { reports } }, true));
      await tell("a rotation that goes down, protected", "up");
      await stack.setConfig(settings({ storefront: { secret: { rotation: 2 } } }, true));
      await tell("what is protected goes", "preview");
      await stack.setConfig(settings({ clients: { shop: renamed }, storefront: undefined }));
      await tell("renamed", "preview");
      sandbox.choreo.setFaults([{ match: { method: "DELETE" }, times: 1, then: { status: 500 } }]);
      await tell("a destroy that fails", "destroy");
      await tell("destroyed", "destroy");
    });
    const left = JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
    return [...told, `left: ${left.includes("(test)")}`];
  } finally {
    await sandbox.stop();
  }
}
