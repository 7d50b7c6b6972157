import { afterAll, afterEach, beforeAll, expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { History, type StateResource } from "../../program/history/index.ts";
import { leftInEntra } from "../../program/leftInEntra.ts";
import { entra as seed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import type { ResolvedSettings } from "../../settings/index.ts";
import { stackIdResource, stackIdTag } from "../../shared/stackMark.ts";
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
const create = (displayName: string, stackId?: string) =>
  graph("POST", "/applications", {
    displayName,
    tags: ["pulumi", "choreo-azuread/dev", ...(stackId ? [stackIdTag(stackId)] : [])],
    signInAudience: "AzureADMyOrg",
  });

const ownId = { urn: "", ...stackIdResource, outputs: { result: "own" } };
const looked = (history: StateResource[] = []) => leftInEntra(new History([ownId, ...history]), settings);

afterEach(async () => {
  sandbox.entra.setFaults([]);
  sandbox.entra.reset();
});

test("what bears the stack's tag and is not in its state is named, in one call; in the way is only what has a name that is wanted", async () => {
  expect(await looked()).toBeUndefined();

  const unfinished = await create("TERRAFORM_UPDATE_0b2c", "own");
  sandbox.entra.clearRequests();
  const left = await looked();
  expect(left).toEqual({ isInTheWay: false, text: expect.stringContaining(`(object id ${unfinished.id})`) });
  expect(left?.text).toContain("npm run recover -- --stack dev");
  expect(sandbox.entra.requests().filter(({ path }) => path.startsWith("/v1.0"))).toHaveLength(1);

  const books = await create("books (dev)", "own");
  expect(await looked()).toEqual({
    isInTheWay: true,
    text: expect.stringMatching(
      /TERRAFORM_UPDATE_0b2c.*\n.*books \(dev\)|books \(dev\).*\n.*TERRAFORM_UPDATE_0b2c/,
    ),
  });

  const application = "choreo-azuread:index:AzureWebApi$azuread:index/application:Application";
  const known = [unfinished, books].map(({ id }, index) => ({
    urn: "",
    type: application,
    name: `known-${index}`,
    outputs: { objectId: id },
  }));
  expect(await looked(known)).toBeUndefined();
});

test("what the provider made and could not finish is in the state, by its name alone", async () => {
  await create("books (dev)", "own");
  const application = "choreo-azuread:index:AzureWebApi$azuread:index/application:Application";
  const entry = (outputs: Record<string, unknown>) => [
    { urn: "", type: application, name: "books", outputs },
  ];
  expect(await looked(entry({ displayName: "books (dev)" }))).toBeUndefined();
  expect(await looked(entry({ displayName: "books (dev)", objectId: "another" }))).toMatchObject({
    isInTheWay: true,
  });
});

test("every page is read", async () => {
  sandbox.entra.setSwitches({ pageSize: 1 });
  for (const name of ["one", "two", "three"]) await create(name, "own");
  const { text = "" } = (await looked()) ?? {};
  for (const name of ["one", "two", "three"]) expect(text).toContain(`"${name}"`);
  sandbox.entra.setSwitches({ pageSize: 100 });
});

test("what another stack of this name has made is none of this one's business", async () => {
  await create("books (dev)", "another");
  expect(await looked()).toBeUndefined();
});

test("what may be this stack's or another's, by a version without ids or with this one's state lost, is named and not decided", async () => {
  const { id } = await create("books (dev)");
  const unsure = { isInTheWay: true, text: expect.stringContaining(`--stack dev --application ${id}`) };
  expect(await looked()).toEqual(unsure);
  await create("orders (dev)", "another");
  const { text = "" } = (await leftInEntra(new History([]), settings)) ?? {};
  expect(text).toContain("of the stack id another");
  expect(text).not.toContain("To go on where that run stopped");
});

test.each([403, 503])("when it cannot look (%i) the run goes on, and a warning says so", async (status) => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  sandbox.entra.setFaults([
    {
      match: { path: "^/v1.0/applications" },
      times: 9,
      then: { status, body: {}, ...(status === 429 && { headers: { "retry-after": "3600" } }) },
    },
  ]);
  expect(await looked()).toBeUndefined();
  expect(warn.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^Whether a run that was cut off has left app registrations behind could not be looked up: .*(429|503|may not read)/,
      ),
    ],
  ]);
  warn.mockRestore();
});
