import { mkdir, readdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { signIn } from "../../../sandbox/kit/services.ts";
import { choreo as choreoSeed, entra as seed } from "../../../sandbox/seed.ts";
import { stackIdResource, stackIdTag } from "../../../shared/stackMark.ts";
import { azurePortal } from "../../engine/azurePortal.ts";
import { guideStack, plain } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT, withStack } from "../../engine/harness.ts";
import { recover, recoverTerminal } from "../../engine/recover.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startTrustedSandbox } from "../fixture.ts";

// The tool with the real CLI, as far as that takes neither program nor providers; tests/engine/killed.test.ts has the rest.
const sandbox = sharedByTests(startTrustedSandbox);

const config = { ...plain(guideStack()), "azuread:tenantId": seed.tenantId };
const pending = {
  resource: {
    urn: "urn:pulumi:test::choreo-azuread::choreo-azuread:index:AzureWebApi$azuread:index/application:Application::books",
    custom: true,
    type: "azuread:index/application:Application",
    inputs: {},
  },
  type: "creating",
};

test(
  "a lock and pending operations of a run that is gone, and an application that it had not finished",
  () =>
    withStack({ env: sandbox.env, config }, async (stack) => {
      const state = await stack.exportState();
      const { type, name: idName } = stackIdResource;
      const urn = `urn:pulumi:test::choreo-azuread::${type}::${idName}`;
      const resources = [...(state.deployment.resources ?? []), { urn, type, outputs: { result: "own" } }];
      const deployment = { ...state.deployment, resources, pending_operations: [pending] };
      await stack.importState({ ...state, deployment });
      const locks = join(
        dirname(stack.configFile),
        "state",
        ".pulumi",
        "locks",
        "organization",
        "choreo-azuread",
        "test",
      );
      await mkdir(locks, { recursive: true });
      const lock = {
        pid: 2 ** 22 + 1,
        username: "ann",
        hostname: hostname(),
        timestamp: new Date().toISOString(),
      };
      await writeFile(join(locks, "4f0f0f0f-0000-4000-8000-000000000000.json"), JSON.stringify(lock));
      const { graph } = azurePortal(sandbox);
      const name = "TERRAFORM_UPDATE_0b2c";
      const make = (displayName: string, stackId: string) => {
        const tags = ["pulumi", "choreo-azuread/test", stackIdTag(stackId)];
        return graph("POST", "/applications", { displayName, tags, signInAudience: "AzureADMyOrg" });
      };
      await make(name, "own");
      const other = await make("TERRAFORM_UPDATE_9f01", "another");
      // Whoever recovers comes later.
      sandbox.entra.propagate();
      const claimant = "choreo-azuread/test/books";
      const { publisher } = await signIn(sandbox);
      const path = `/apis/${choreoSeed.apis.books.id}`;
      const { additionalProperties: _, ...api } = await publisher.get(path);
      const value = JSON.stringify({ by: claimant, scopes: [], operations: {} });
      const claim = { name: "pulumi_claim_0b2c_0", value, display: false };
      await publisher.put(path, { ...api, additionalProperties: [claim] });

      // It says what it would do, and does nothing that nobody has agreed to.
      const asked: string[] = [];
      const declined = await recoverTerminal(stack, async (question) => {
        asked.push(question);
        return false;
      });
      expect(asked).toEqual(["Go on?"]);
      expect(declined.said.out).toContain(`To be removed: unfinished application ${name}`);
      expect(declined.said.out).toContain("Nothing was done.");
      await expect(recoverTerminal(stack, undefined)).rejects.toThrow("Nobody is here to agree");
      expect(await readdir(locks)).toHaveLength(1);

      const said = await recover(stack);
      expect(said).toContain("released the lock of the run that was killed");
      expect(said).toContain(`Removed: unfinished application ${name}`);
      expect((await stack.exportState()).deployment.pending_operations ?? []).toEqual([]);
      const again = await recover(stack);
      expect(again).not.toContain("Removed");
      expect(again).toContain(`Left alone: the claim ${claimant} on the API books 1.0.0`);
      expect(await recover(stack, "--claim", claimant)).toContain(`Removed: claim ${claimant}`);
      expect(await recover(stack)).not.toContain(claimant);
      expect(again).toContain(`Left alone: the application "TERRAFORM_UPDATE_9f01" (object id ${other.id})`);
      expect(await graph("GET", `/applications/${other.id}`)).toMatchObject({ id: other.id });
    }),
  ENGINE_TIMEOUT,
);
