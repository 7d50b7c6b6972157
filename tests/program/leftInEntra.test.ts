import { afterAll, beforeAll, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { History } from "../../program/history/index.ts";
import { leftInEntra } from "../../program/leftInEntra.ts";
import { entra as seed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import type { ResolvedSettings } from "../../settings/index.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { azurePortal } from "../engine/azurePortal.ts";

let sandbox: Sandbox;
let graph: ReturnType<typeof azurePortal>["graph"];
const environment = { ...process.env };
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  ({ graph } = azurePortal(sandbox));
  Object.assign(process.env, sandbox.env);
  await pulumi.runtime.setMocks(
    { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
    "choreo-azuread",
    "dev",
  );
});
afterAll(async () => {
  process.env = environment;
  await sandbox.stop();
});

const settings = {
  tenantId: seed.tenantId,
  apis: { books: { displayName: "books (dev)" } },
  clients: {},
} as unknown as ResolvedSettings;
const create = (displayName: string) =>
  graph("POST", "/applications", {
    displayName,
    tags: ["pulumi", "choreo-azuread/dev"],
    signInAudience: "AzureADMyOrg",
  });

test("what bears the stack's tag and is not in its state is named, in one call; in the way is only what has a name that is wanted", async () => {
  expect(await leftInEntra(new History([]), settings)).toBeUndefined();

  const unfinished = await create("TERRAFORM_UPDATE_0b2c");
  sandbox.entra.clearRequests();
  const left = await leftInEntra(new History([]), settings);
  expect(left).toEqual({ isInTheWay: false, text: expect.stringContaining(`(object id ${unfinished.id})`) });
  expect(left?.text).toContain("npm run recover -- --stack dev");
  expect(sandbox.entra.requests().filter(({ path }) => path.startsWith("/v1.0"))).toHaveLength(1);

  const books = await create("books (dev)");
  expect(await leftInEntra(new History([]), settings)).toEqual({
    isInTheWay: true,
    text: expect.stringMatching(
      /TERRAFORM_UPDATE_0b2c.*\n.*books \(dev\)|books \(dev\).*\n.*TERRAFORM_UPDATE_0b2c/,
    ),
  });

  const application = "choreo-azuread:index:AzureWebApi$azuread:index/application:Application";
  const known = [unfinished, books].map(({ id }, index) => ({
    type: application,
    name: `known-${index}`,
    outputs: { objectId: id },
  }));
  expect(await leftInEntra(new History(known), settings)).toBeUndefined();
});

test("an identity that may not look does all else: nothing is known to be there", async () => {
  sandbox.entra.setFaults([{ match: { path: "^/v1.0/applications" }, then: { status: 403, body: {} } }]);
  expect(await leftInEntra(new History([]), settings)).toBeUndefined();
});
