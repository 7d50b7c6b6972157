import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { AzureClientApp, AzureWebApi, ChoreoApplication } from "../../components/index.ts";
import { sameResourceName } from "../../settings/resourceNames.ts";
import type { Settings } from "../../settings/types.ts";
import { mapValues } from "../../shared/records.ts";
import { mocked } from "../components/mocks.ts";
import { guideConfig, problemsOf } from "./fixture.ts";

const api = (permissions: string[], changes: Record<string, unknown> = {}) => ({
  version: "1.0.0",
  permissions: Object.fromEntries(permissions.map((name) => [name, null])),
  operations: {},
  ...changes,
});
const client = (...uses: string[]) => ({
  redirectUris: ["https://shop.example/"],
  uses: Object.fromEntries(uses.map((key) => [key, ["read"]])),
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
  [
    "a permission and an API's key",
    { a: api(["v2-read"]), "a-v2": api(["read"]) },
    {},
    'apis.a-v2.permissions.read: would share the resource name "a-v2-read" with choreo-azuread:apis.a.permissions.v2-read',
  ],
  [
    "a role and a permission",
    { a: api(["role-x"], { roles: { x: {} } }) },
    {},
    'apis.a.permissions.role-x: would share the resource name "a-role-x" with choreo-azuread:apis.a.roles.x',
  ],
  [
    "a role and an API's key",
    { a: api(["read"], { roles: { x: {} } }), "a-role-x": api(["read"]) },
    {},
    'apis.a-role-x: would share the resource name "a-role-x" with choreo-azuread:apis.a.roles.x',
  ],
  [
    "what two clients use",
    { "v2-a": api(["read"]), a: api(["read"]) },
    { shop: client("v2-a"), "shop-v2": client("a") },
    'clients.shop-v2.uses.a: would share the resource name "shop-v2-a" with choreo-azuread:clients.shop.uses.v2-a',
  ],
  [
    "an API's earlier key",
    { lib: api(["v2-read"], { formerly: "a" }), "a-v2": api(["read"]) },
    {},
    'apis.a-v2.permissions.read: would share the resource name "a-v2-read" with choreo-azuread:apis.lib.permissions.v2-read',
  ],
  [
    "a client's earlier key",
    { "v2-a": api(["read"]), a: api(["read"]) },
    { store: { ...client("v2-a"), formerly: "shop" }, "shop-v2": client("a") },
    'clients.shop-v2.uses.a: would share the resource name "shop-v2-a" with choreo-azuread:clients.store.uses.v2-a',
  ],
])("%s", (_, apis, clients, expected) => {
  const raw = { ...guideConfig(), apis, clients };
  expect(problemsOf(raw)).toEqual([expect.stringContaining(expected)]);
});

/** Type and name of what the components register for one API, permission, role, person and client, the keys still to be seen. */
async function templates(): Promise<string[]> {
  const ada = { users: { ada: "ada-id" }, groups: {} };
  const { resources } = await mocked(() => {
    new AzureWebApi("{api}", {
      displayName: "api",
      scopes: { "{permission}": { value: "v", displayName: "v", description: "v", consent: "users" } },
      otherScopes: { "{scope}": { displayName: "v", description: "v", consent: "users" } },
      principals: ada,
      roles: { "{role}": { displayName: "r", description: "r", principals: ada } },
    });
    const used = { clientId: "id", servicePrincipalObjectId: "id", scopes: {}, adminConsent: true };
    new AzureClientApp("{client}", {
      displayName: "client",
      redirectUris: [],
      uses: { "{api}": used },
      secret: { rotation: 3, endDate: "2027-05-23T00:00:00Z" },
    });
    new ChoreoApplication("{client}", {
      name: "client",
      identityProvider: "AzureAD",
      clientId: "id",
      keyType: "PRODUCTION",
      subscriptions: { "{api}": "id" },
    });
  });
  return resources.map(({ type, name }) => `${type}::${name}`);
}

/** Keys that meet often when they are glued with "-". */
const key = fc.constantFrom("a", "b", "a-b", "role", "role-a", "a-role", "scope-a", "a-scope", "b-a");
const keys = fc.uniqueArray(key, { maxLength: 3 });
const world = fc.record({
  apis: fc.dictionary(key, fc.record({ otherScopes: keys, permissions: keys, roles: keys }), {
    minKeys: 1,
    maxKeys: 3,
  }),
  clients: fc.dictionary(key, keys, { maxKeys: 3 }),
});

test("settings are refused where the components would register two resources of one URN, and only there", async () => {
  const known = await templates();
  fc.assert(
    fc.property(world, ({ apis, clients }) => {
      const settings = {
        apis: mapValues(apis, ({ otherScopes, permissions, roles }) => ({
          otherScopes: record(otherScopes, { formerly: [] }),
          permissions: record(permissions, { formerly: [] }),
          roles: record(roles, { formerly: [] }),
          formerly: [],
        })),
        clients: mapValues(clients, (uses) => ({ uses: record(uses, []), subscribes: uses, formerly: [] })),
      } as unknown as Settings;
      // The components' own types tell the applications of APIs from those of clients.
      const ofApis = Object.entries(apis).flatMap(([api, { otherScopes, permissions, roles }]) =>
        filled(known, { api: [api], permission: permissions, role: roles, scope: otherScopes }),
      );
      const ofClients = Object.entries(clients).flatMap(([client, uses]) =>
        filled(known, { client: [client], api: uses }),
      );
      const isMet = [ofApis, ofClients].some((urns) => new Set(urns).size < urns.length);
      expect(sameResourceName(settings).length > 0).toBe(isMet);
    }),
    { numRuns: 2000 },
  );
});

/** The templates that name something of these keys and nothing else, filled in. */
function filled(known: string[], values: Record<string, string[]>): string[] {
  const [first] = Object.keys(values);
  return known
    .filter((template) => template.includes(`{${first}}`))
    .filter((template) => [...template.matchAll(/\{(\w+)\}/g)].every(([, name]) => name && name in values))
    .flatMap((template) =>
      Object.entries(values).reduce(
        (texts, [name, each]) =>
          texts.flatMap((text) =>
            text.includes(`{${name}}`) ? each.map((value) => text.replace(`{${name}}`, value)) : [text],
          ),
        [template],
      ),
    );
}

function record<T>(names: string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
