import { describe, expect, test } from "@jest/globals";
import { azuread } from "../../../sandbox/plugins/azuread/plugin.ts";
import type { Values } from "../../../sandbox/plugins/properties/types.ts";
import { entra as seed } from "../../../sandbox/seed.ts";
import { PRINCIPAL, SCOPE_ID, scope, useAzure } from "./azure.ts";

const azure = useAzure();

const { ada, grace } = seed.users;
const { librarians } = seed.groups;

const tokens: Record<string, string> = Object.fromEntries(
  Object.keys(azuread.functions).map((token) => [token.split(":").at(-1) ?? "", token]),
);

/** Calls a function and sees that every output that the schema requires is there. */
async function invoke(name: string, args: Values = {}): Promise<Values> {
  const token = tokens[name] ?? "";
  const result = await azure.engine.invoke(token, args);
  const promised = Object.entries(azuread.functions[token]?.outputs ?? {})
    .filter(([, { presence }]) => presence !== "optional")
    .map(([output]) => output);
  expect(Object.keys(result)).toEqual(expect.arrayContaining(promised));
  return result;
}

test("getClientConfig says who deploys, and asks nobody", async () => {
  azure.requests();
  const { deployer, tenantId } = seed;
  expect(await invoke("getClientConfig")).toMatchObject({
    clientId: deployer.clientId,
    objectId: deployer.servicePrincipalId,
    tenantId,
  });
  expect(azure.requests()).toEqual([]);
});

test("getDomains finds the tenant's domain", async () => {
  const { domains } = await invoke("getDomains", { onlyDefault: true });
  expect(domains).toEqual([
    expect.objectContaining({ domainName: seed.domain, default: true, verified: true }),
  ]);
});

describe("getUser", () => {
  test.each([
    ["userPrincipalName", ada.userPrincipalName],
    ["objectId", ada.id],
  ])("by %s", async (key, value) => {
    expect(await invoke("getUser", { [key]: value })).toMatchObject({
      id: `/users/${ada.id}`,
      objectId: ada.id,
      displayName: ada.displayName,
      userPrincipalName: ada.userPrincipalName,
    });
  });

  test("says which UPN is not there", async () => {
    const userPrincipalName = `nobody@${seed.domain}`;
    await expect(invoke("getUser", { userPrincipalName })).rejects.toThrow(
      `User with UPN "${userPrincipalName}" was not found`,
    );
  });

  test("wants exactly one key", async () => {
    await expect(invoke("getUser", {})).rejects.toThrow(/one of `employeeId`, .* must be specified/);
    await expect(invoke("getUser", { objectId: ada.id, mail: "a@b.example" })).rejects.toThrow(/only one of/);
  });
});

test("getUsers returns them in the order asked for, and can pass over missing ones", async () => {
  const userPrincipalNames = [grace.userPrincipalName, ada.userPrincipalName];
  expect(await invoke("getUsers", { userPrincipalNames })).toMatchObject({
    objectIds: [grace.id, ada.id],
    users: [{ displayName: grace.displayName }, { displayName: ada.displayName }],
  });
  const withMissing = { userPrincipalNames: [`nobody@${seed.domain}`, ada.userPrincipalName] };
  await expect(invoke("getUsers", withMissing)).rejects.toThrow(/was not found/);
  expect((await invoke("getUsers", { ...withMissing, ignoreMissing: true })).objectIds).toEqual([ada.id]);
  expect((await invoke("getUsers", { returnAll: true })).objectIds).toContain(seed.users.eve.id);
});

test("getGroup finds members by the group's name, and says which name is not there", async () => {
  expect(await invoke("getGroup", { displayName: "Librarians", securityEnabled: true })).toMatchObject({
    id: `/groups/${librarians.id}`,
    objectId: librarians.id,
    members: [grace.id],
    dynamicMemberships: [],
  });
  await expect(invoke("getGroup", { displayName: "Nobody" })).rejects.toThrow(
    "No group found matching specified filter (displayName eq 'Nobody')",
  );
});

test("getGroups by names and by prefix", async () => {
  expect(await invoke("getGroups", { displayNames: ["Clerks", "Librarians"] })).toMatchObject({
    objectIds: [seed.groups.clerks.id, librarians.id],
  });
  expect((await invoke("getGroups", { displayNamePrefix: "Libr" })).displayNames).toEqual(["Librarians"]);
});

test("getApplication and getServicePrincipal find what was made, quotes in names included", async () => {
  const displayName = "O'Reilly's books";
  const app = await azure.application("books", {
    displayName,
    api: { oauth2PermissionScopes: [scope(SCOPE_ID, "books_add")], requestedAccessTokenVersion: 2 },
  });
  const clientId = String(app.outputs.clientId);
  const principal = await azure.engine.create(PRINCIPAL, "books", { clientId });
  expect(await invoke("getApplication", { displayName })).toMatchObject({
    id: app.id,
    clientId,
    apis: [{ requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{ id: SCOPE_ID }] }],
    webs: [{ redirectUris: [], implicitGrants: [{ idTokenIssuanceEnabled: false }] }],
  });
  expect(await invoke("getServicePrincipal", { clientId })).toMatchObject({
    id: principal.id,
    displayName,
    oauth2PermissionScopeIds: { "urn:taylordean:books:books_add": SCOPE_ID },
  });
  await expect(invoke("getServicePrincipal", { clientId: SCOPE_ID })).rejects.toThrow(
    `no service principal found matching appId eq '${SCOPE_ID}'`,
  );
});
