import { describe, expect, test } from "@jest/globals";
import { choreo } from "../../../sandbox/seed.ts";
import { diagnose } from "./broken.ts";
import { chain, eve, FOREIGN } from "./extras.ts";

describe("what is meant to be there is green", () => {
  test.each([
    ["by name", eve.userPrincipalName.toUpperCase()],
    ["by id", eve.id],
  ])("named %s", async (_, name) => {
    await chain().graph.post(`${chain().client}/owners/$ref`, {
      "@odata.id": `${chain().sandbox.entra.url}/v1.0/directoryObjects/${eve.id}`,
    });
    chain().outputs.connections.storefront.expected = [name];
    expect(await diagnose(chain())).toMatchObject({ code: 0, findings: [] });
  });
});

test("the other key of the application, and its subscriptions, are the stack's where another of its clients has them", async () => {
  const { mapKey, outputs } = chain();
  await mapKey({ keyType: "SANDBOX", consumerKey: FOREIGN });
  const key = `key (SANDBOX, AzureAD) of the application in Choreo ${FOREIGN}`;
  const said = async () => (await diagnose(chain())).findings.join();
  expect(await said()).toContain(key);
  const { storefront } = outputs.connections;
  const application = { ...storefront.application, keyType: "SANDBOX" as const };
  // It uses nothing, so that the subscription is the other one's alone.
  Object.assign(outputs.connections, { tester: { ...storefront, clientId: FOREIGN, apis: {}, application } });
  expect(await said()).not.toMatch(/key \(|subscription to/);
});

test("people without a role beside roles that no user may have are the stack's; without a word of them they are not", async () => {
  const { graph, webApi, webApiPrincipal, outputs } = chain();
  const { books } = outputs.apis;
  const roleId = "a1000000-0000-4000-8000-00000000000a";
  const role = { id: roleId, value: "sweeper", displayName: "Sweeper", description: "Sweeps" };
  await graph.patch(webApi, {
    appRoles: [{ ...role, allowedMemberTypes: ["Application"], isEnabled: true }],
  });
  await graph.post(`${webApiPrincipal}/appRoleAssignedTo`, {
    principalId: eve.id,
    resourceId: books.azure.servicePrincipalObjectId,
    appRoleId: "00000000-0000-0000-0000-000000000000",
  });
  Object.assign(books, { roles: { sweeper: { roleId, principals: [] } } });
  expect((await diagnose(chain())).findings).toEqual([
    expect.stringContaining(`Not of this stack: assignment ${eve.userPrincipalName}`),
  ]);
  Object.assign(books.assigned.users, { eve: eve.id });
  expect(await diagnose(chain())).toMatchObject({ code: 0, findings: [] });
});

describe("what the gateway lets through besides the settings", () => {
  const operation = async (change: (one: object) => void) => {
    await chain().changeApi((api) =>
      change(api.operations.find((one: { verb: string }) => one.verb === "POST")),
    );
    await chain().deploy();
  };
  test("an operation without security is red", async () => {
    await operation((one) => Object.assign(one, { authType: "None" }));
    expect((await diagnose(chain())).findings).toEqual([
      "open-operations red: Default: POST /books has no security (authType None), although the settings list it: it needs no token.",
    ]);
  });
  test("a permission that somebody attached is red", async () => {
    await operation((one) => Object.assign(one, { scopes: ["books_add", "books_read"] }));
    expect((await diagnose(chain())).findings).toEqual([
      "open-operations red: Default: POST /books also opens with urn:taylordean:books:books_read.",
    ]);
  });
  test("an open operation that the settings do not list is yellow", async () => {
    const { "DELETE /books/{id}": _, ...listed } = chain().outputs.apis.books.operations;
    chain().outputs.apis.books.operations = listed;
    await chain().changeApi((api) => {
      for (const one of api.operations) if (one.verb === "DELETE") one.scopes = [];
    });
    await chain().deploy();
    expect(await diagnose(chain())).toMatchObject({
      code: 0,
      findings: [
        expect.stringContaining(
          "open-operations yellow: Needs no permission, and the settings do not list it: Default: DELETE /books/{id}",
        ),
      ],
    });
  });
});

describe("tokens that the gateway would not take", () => {
  test("of an API that selects other key managers", async () => {
    await chain().changeApi((api) => Object.assign(api, { keyManagers: [choreo.identityProviders.v1.name] }));
    await chain().deploy();
    expect((await diagnose(chain())).findings).toEqual([
      expect.stringContaining(
        "key-managers red: Default: the API takes tokens of selected key managers only",
      ),
    ]);
  });
  test("of an API that takes certificates alone", async () => {
    chain().outputs.apis.books.expected = ["mutualssl"];
    await chain().changeApi((api) => Object.assign(api, { securityScheme: ["mutualssl"] }));
    await chain().deploy();
    expect((await diagnose(chain())).findings).toEqual([
      "key-managers red: Default: the API takes no tokens of OAuth 2.",
    ]);
  });
  test("of a provider that is limited to other environments", async () => {
    await chain().changeKeyManager({
      additionalProperties: { environments: [{ choreo: "x", apim: ["Elsewhere"] }] },
    });
    expect((await diagnose(chain())).findings).toEqual([
      'key-managers red: "AzureAD" serves Elsewhere, not Default (900901 there).',
    ]);
  });
});

test("a list is read to its last page", async () => {
  chain().sandbox.entra.setSwitches({ pageSize: 1 });
  expect(await diagnose(chain())).toMatchObject({ code: 0, findings: [] });
  await chain().graph.post(`${chain().client}/addPassword`, { passwordCredential: { displayName: "more" } });
  expect((await diagnose(chain())).code).toBe(1);
});
