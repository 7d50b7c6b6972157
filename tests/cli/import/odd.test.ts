import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { makeApplication } from "../../../sandbox/hand-made/console.ts";
import { makeSafes, patch, rig, role, sandbox, scope, services, tills } from "./tills.ts";

// What people have that settings cannot hold: left as it is, with the reason, and nothing of it in the stack.

type Tills = Awaited<ReturnType<typeof tills>>;

const ofAnother = { tags: ["choreo-azuread/prod", "stack-id:11111111-1111-4111-8111-111111111111"] };
const UNNAMED = "a1000000-0000-4000-8000-00000000000b";
const odd: Record<string, { make: (made: Tills) => Promise<unknown>; left: string[]; taken: string[] }> = {
  "one registration for two APIs": {
    make: async ({ web }) => {
      const safes = await makeSafes();
      const { api } = await services.graph.get(`/applications/${web.objectId}`);
      const [first] = api.oauth2PermissionScopes;
      await patch(web.objectId, {
        api: { oauth2PermissionScopes: [first, { ...first, id: randomUUID(), value: safes.scope }] },
      });
    },
    left: [
      'API safes: its registration "Tills" stands for the API tills too, and settings hold one registration for each API.',
      'API tills: its registration "Tills" stands for the API safes too,',
    ],
    taken: [],
  },
  "one registration for an API and a client": {
    make: async ({ web, api }) => {
      await patch(web.objectId, {
        web: { redirectUris: ["https://self.example/"] },
        requiredResourceAccess: [
          { resourceAppId: web.appId, resourceAccess: [{ id: web.scopes[scope], type: "Scope" }] },
        ],
      });
      await makeApplication(services.devportal, {
        name: "self",
        keys: [{ clientId: web.appId }],
        subscribe: [api.id],
      });
    },
    left: [
      'client self: its registration "Tills" stands for the API tills too, and an entry of the settings has a registration of its own.',
    ],
    taken: ["tills", "till"],
  },
  "a role without a value": {
    make: ({ web }) => patch(web.objectId, { appRoles: [role({ value: null })] }),
    left: ['API tills: its app role "Clerk" has no value, by which settings call it. Give it one in Azure'],
    taken: [],
  },
  "a scope without a value": {
    make: async ({ web }) => {
      const { api } = await services.graph.get(`/applications/${web.objectId}`);
      const [first] = api.oauth2PermissionScopes;
      const unnamed = { ...first, id: UNNAMED, value: null };
      await patch(web.objectId, { api: { oauth2PermissionScopes: [first, unnamed] } });
    },
    left: [
      `API tills: a scope of its registration "Tills" (${UNNAMED}) has no value, by which settings call it. Give it one in Azure, or remove it`,
    ],
    taken: [],
  },
  "an API of another stack": {
    make: ({ web }) => patch(web.objectId, ofAnother),
    left: [
      'API tills: its registration "Tills" belongs to another stack (its tags: choreo-azuread/prod, stack-id:1111',
    ],
    taken: [],
  },
  "a client of another stack": {
    make: ({ client }) => patch(client.objectId, ofAnother),
    left: [
      'client till: its registration "Till client" belongs to another stack (its tags: choreo-azuread/prod,',
    ],
    taken: ["tills"],
  },
  "an API that is blocked": {
    make: ({ api }) => services.publisher.post(`/apis/change-lifecycle?apiId=${api.id}&action=Block`),
    left: ["API tills: the API tills 1.0.0 is BLOCKED in Choreo and cannot be published. Re-publish it"],
    taken: [],
  },
  "a client without redirect URIs": {
    make: ({ client }) => patch(client.objectId, { web: { redirectUris: [] } }),
    left: ["client till: the settings cannot say it: found a list; needs at least one redirect URI"],
    taken: ["tills"],
  },
  "subscriptions that cannot be seen": {
    make: async () =>
      sandbox.choreo.setFaults([
        { match: { path: "/subscriptions" }, times: 100, then: { status: 403, body: {} } },
      ]),
    left: ["client till: whether it is subscribed to tills cannot be seen: the OAuth scope"],
    taken: ["tills"],
  },
};

test.each(Object.entries(odd))("%s", async (_, { make, left, taken }) => {
  await make(await tills());
  const { code, out, writes } = await rig.run(["--all", "--yes"]);
  expect({ code, writes }).toEqual({ code: 0, writes: [] });
  for (const each of left) expect(out).toContain(`Left as it is: ${each}`);
  const { "choreo-azuread:apis": apis = {}, "choreo-azuread:clients": clients = {} } = await rig.config();
  expect([...Object.keys(apis as object), ...Object.keys(clients as object)]).toEqual(taken);
  const inState = ((await rig.imported())?.resources ?? []).filter(({ component }) => component);
  expect([...new Set(inState.map(({ logicalName }) => logicalName))]).toEqual(taken);
});
