import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type HandMade, makeByHand } from "../../../sandbox/hand-made/index.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { startTrustedSandbox } from "../../cli/fixture.ts";

let sandbox: Sandbox;
let made: HandMade;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  made = await makeByHand(sandbox);
});
afterAll(() => sandbox.stop());

test("Choreo's side: a published and an unpublished API, one with more in its working copy than at the gateway", async () => {
  const { publisher } = made.services;
  const { list } = await publisher.get("/apis");
  expect(list.map(({ name, lifeCycleStatus }: Record<string, string>) => [name, lifeCycleStatus])).toEqual([
    ["books", "PUBLISHED"],
    ["invoices", "CREATED"],
    ["Kunden Portal", "PUBLISHED"],
    ["orders", "PUBLISHED"],
    ["payroll", "PUBLISHED"],
    ["ping", "PUBLISHED"],
    ["shipments", "PUBLISHED"],
    ["Stock Levels", "PUBLISHED"],
  ]);
  const stock = `/apis/${made.apis.stock.id}`;
  const [{ id }] = (await publisher.get(`${stock}/revisions?query=deployed:true`)).list;
  const scopesOf = async (path: string) =>
    (await publisher.get(path)).operations.map(({ scopes }: { scopes: string[] }) => scopes);
  expect(await scopesOf(stock)).toEqual([["stock_read"], ["stock_write"]]);
  expect(await scopesOf(`/apis/${id}`)).toEqual([["stock_read"], []]);
});

test("the Developer Portal: an application with two keys, one without, names as people write them", async () => {
  const { devportal } = made.services;
  const { list } = await devportal.get("/applications");
  const keys = await Promise.all(
    list.map(async ({ applicationId, name }: Record<string, string>) => [
      name,
      (await devportal.get(`/applications/${applicationId}/oauth-keys`)).list.map(
        ({ keyType }: Record<string, string>) => keyType,
      ),
    ]),
  );
  expect(Object.fromEntries(keys)).toMatchObject({
    batch: ["PRODUCTION", "SANDBOX"],
    empty: [],
    mobile: ["SANDBOX"],
    "Händlerportal München": ["PRODUCTION"],
  });
});

test("Entra's side: a scope with a wrong case, an app role, two secrets, a deleted registration", async () => {
  const { graph } = made.services;
  const { webApis, clients } = made;
  expect(Object.keys(webApis.orders.scopes)).toEqual([
    "urn:taylordean:orders:Orders_Read",
    made.apis.orders.permissions.orders_write,
  ]);
  expect(Object.keys(webApis.customers.roles)).toEqual(["clerk", "boss"]);
  const { passwordCredentials } = await graph.get(`/applications/${clients.storefront.objectId}`);
  expect(passwordCredentials).toHaveLength(2);
  const deleted = await graph.get("/directory/deletedItems/microsoft.graph.application");
  expect(deleted.value.map(({ displayName }: Record<string, string>) => displayName)).toEqual([
    "Shipments",
    "ghost",
  ]);
});
