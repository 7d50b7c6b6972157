import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { makeApi, makeApplication } from "../../../sandbox/hand-made/console.ts";
import { makeGroup, makeWebApi } from "../../../sandbox/hand-made/portal.ts";

import * as seed from "../../../sandbox/seed.ts";
import { report } from "../survey/run-survey.ts";
import { rig, sandbox, scope, services, tills } from "./tills.ts";

// What people have that settings cannot hold: left as it is, with the reason, and nothing of it in the stack.

type Tills = Awaited<ReturnType<typeof tills>>;

const ofAnother = { tags: ["choreo-azuread/prod", "stack-id:11111111-1111-4111-8111-111111111111"] };
const patch = (objectId: string, body: object) => services.graph.patch(`/applications/${objectId}`, body);
const role = (more: object) => ({
  id: randomUUID(),
  value: "clerk",
  displayName: "Clerk",
  description: "Sells",
  allowedMemberTypes: ["User"],
  isEnabled: true,
  ...more,
});
const UNNAMED = "a1000000-0000-4000-8000-00000000000b";
const makeSafes = async () => {
  const { publisher } = services;
  const permissions = ["safes_read"];
  const operations = { "GET /safes": permissions };
  const { id, permissions: full } = await makeApi(publisher, {
    name: "safes",
    context: "/safes",
    permissions,
    operations,
  });
  return { id, scope: full.safes_read as string };
};

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
  "a client that lists a role of an API of the stack": {
    make: async ({ web, client }) => {
      const sweeper = role({ value: "sweeper", allowedMemberTypes: ["Application"] });
      await patch(web.objectId, { appRoles: [sweeper] });
      const resourceAccess = [
        { id: web.scopes[scope], type: "Scope" },
        { id: sweeper.id, type: "Role" },
      ];
      await patch(client.objectId, {
        requiredResourceAccess: [{ resourceAppId: web.appId, resourceAccess }],
      });
    },
    left: ["client till: it lists application permissions of "],
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

test("a registration that somebody deleted: it can be restored, and what becomes of it otherwise", async () => {
  const { web } = await tills();
  await services.graph.delete(`/applications/${web.objectId}`);
  const { out } = await rig.run(["--api", "tills", "--yes"]);
  expect(out).toMatch(
    /tills had the app registration "Tills", deleted on \d{4}-\d\d-\d\d: the first pulumi up makes a new one, .* Within 30 days it can be restored/,
  );
  expect(out).toContain("API tills: an app registration is made in Azure.");
});

test("a comment is nothing that is said", async () => {
  await tills();
  await rig.write("config:\n  # azuread:tenantId, choreo-azuread:choreo: see the wiki\n");
  await rig.run(["--api", "tills", "--yes"]);
  expect(Object.keys(await rig.config())).toEqual(
    expect.arrayContaining(["azuread:tenantId", "choreo-azuread:choreo"]),
  );
});

test("two applications of one name, another owner's and the caller's: the caller's is taken", async () => {
  const { web } = await tills();
  const token = await sandbox.choreo.mintToken({ subject: "somebody-else" });
  const theirs = await fetch(
    `${sandbox.choreo.urls.devportal}/applications?organizationId=${seed.choreo.organizationId}`,
    {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "till", throttlingPolicy: "Unlimited" }),
    },
  );
  const { applicationId } = (await theirs.json()) as { applicationId: string };
  const { code, out } = await rig.run(["--client", "till", "--yes"]);
  expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining("Left as it is") });
  const ids = (await rig.imported())?.resources.map(({ id }) => id);
  expect(ids).toContain(`/applications/${web.objectId}`);
  expect(ids).not.toContain(applicationId);
});

test("a group with two roles, one inside another, and a certificate alone: as they are", async () => {
  const { web, client } = await tills();
  const inner = await makeGroup(services.graph, "Inner", [seed.entra.users.ada.id]);
  const outer = await makeGroup(services.graph, "Outer", [inner.id]);
  const roles = [role({}), role({ value: "boss" })];
  await patch(web.objectId, { appRoles: roles });
  for (const { id: appRoleId } of roles)
    for (const { id: principalId } of [inner, outer])
      await services.graph.post(`/servicePrincipals/${web.servicePrincipalId}/appRoleAssignedTo`, {
        principalId,
        resourceId: web.servicePrincipalId,
        appRoleId,
      });
  const { passwordCredentials } = await services.graph.get(`/applications/${client.objectId}`);
  for (const { keyId } of passwordCredentials)
    await services.graph.post(`/applications/${client.objectId}/removePassword`, { keyId });
  const { out } = await rig.run(["--api", "tills", "--yes"]);
  expect(out).not.toContain("Left as it is");
  const groups = ["Inner", "Outer"];
  expect(await rig.config()).toMatchObject({
    "choreo-azuread:apis": { tills: { roles: { clerk: { groups }, boss: { groups } } } },
    "choreo-azuread:clients": { till: { secret: "external" } },
  });
  const assignments = (await rig.imported())?.resources.filter(({ type }) =>
    /AppRoleAssignment$/.test(String(type)),
  );
  expect(assignments).toHaveLength(4);
});

test("two groups of one name go by their ids; who has left the directory is not listed", async () => {
  const { web } = await tills({ assigned: [{ id: seed.entra.users.eve.id }] });
  const { id } = await makeGroup(services.graph, "Same", []);
  await makeGroup(services.graph, "Same", []);
  await services.graph.post(`/servicePrincipals/${web.servicePrincipalId}/appRoleAssignedTo`, {
    principalId: id,
    resourceId: web.servicePrincipalId,
    appRoleId: "00000000-0000-0000-0000-000000000000",
  });
  await services.graph.delete(`/users/${seed.entra.users.eve.id}`);
  await rig.run(["--api", "tills", "--yes"]);
  expect((await rig.config())["choreo-azuread:apis"]).toMatchObject({
    tills: { assigned: { groups: [id] } },
  });
});

test("subscriptions with different plans keep them", async () => {
  const { client, application } = await tills();
  const safes = await makeSafes();
  const web = await makeWebApi(services.graph, { name: "Safes", scopes: { [safes.scope]: "users" } });
  const { requiredResourceAccess } = await services.graph.get(`/applications/${client.objectId}`);
  const resourceAccess = [{ id: web.scopes[safes.scope], type: "Scope" }];
  await patch(client.objectId, {
    requiredResourceAccess: [...requiredResourceAccess, { resourceAppId: web.appId, resourceAccess }],
  });
  await services.devportal.post("/subscriptions", {
    applicationId: application.id,
    apiId: safes.id,
    throttlingPolicy: "Bronze",
  });
  const { out } = await rig.run(["--all", "--yes"]);
  expect(out).not.toContain("Left as it is: client");
  expect(await rig.config()).toMatchObject({
    "choreo-azuread:clients": { till: { subscriptionPolicies: { safes: "Bronze" } } },
  });
  const plans = (await rig.imported())?.resources
    .filter(({ type }) => type === "pulumi-nodejs:dynamic/choreo:Subscription")
    .map(({ logicalName, inputs }) => [
      logicalName,
      (inputs as { throttlingPolicy?: string }).throttlingPolicy,
    ]);
  expect(plans).toEqual([
    ["till-safes", "Bronze"],
    ["till-tills", "Unlimited"],
  ]);
});

test("the survey has a scope that is no permission in Choreo, in its report too, and finds no fault in it", async () => {
  const { client } = await tills({ scopes: { [scope]: "users", access_as_user: "users" } });
  const [{ resourceAppId }] = (await services.graph.get(`/applications/${client.objectId}`))
    .requiredResourceAccess;
  const { apis, access, ...whole } = await report(sandbox);
  expect(apis.tills?.registration?.clientId).toBe(resourceAppId);
  expect(access.apis.tills?.permissions).toMatchObject({
    access_as_user: { scope: "access_as_user", consent: "users", enabled: true },
    [scope.slice(scope.lastIndexOf(":") + 1)]: { scope },
  });
  const scopeNames = whole.sections
    .filter(({ name }) => name === "tills")
    .flatMap(({ results }) => results.filter(({ id }) => id === "scope-names"));
  expect(scopeNames).toMatchObject([{ state: "green", says: "1 equal to the character" }]);
});

test("the survey tells no role that is switched off, and who has it among those who are assigned", async () => {
  const { web } = await tills();
  const clerk = role({});
  await patch(web.objectId, { appRoles: [clerk] });
  await services.graph.post(`/servicePrincipals/${web.servicePrincipalId}/appRoleAssignedTo`, {
    principalId: seed.entra.users.ada.id,
    resourceId: web.servicePrincipalId,
    appRoleId: clerk.id,
  });
  await patch(web.objectId, { appRoles: [{ ...clerk, isEnabled: false }] });
  const { access } = await report(sandbox);
  expect(access.apis.tills).toMatchObject({ assigned: [seed.entra.users.ada.id] });
  expect(access.apis.tills).not.toHaveProperty("roles");
});

test("a role for people and applications is held, with who has it", async () => {
  const { web, client } = await tills();
  const both = role({ allowedMemberTypes: ["User", "Application"] });
  await patch(web.objectId, { appRoles: [both] });
  for (const principalId of [seed.entra.users.ada.id, client.servicePrincipalId])
    await services.graph.post(`/servicePrincipals/${web.servicePrincipalId}/appRoleAssignedTo`, {
      principalId,
      resourceId: web.servicePrincipalId,
      appRoleId: both.id,
    });
  const { out } = await rig.run(["--api", "tills", "--yes"]);
  expect(out).toContain('the application "Till client" is assigned: it stays so');
  expect((await rig.config())["choreo-azuread:apis"]).toMatchObject({
    tills: {
      roles: {
        clerk: {
          allowedMemberTypes: ["User", "Application"],
          users: [seed.entra.users.ada.userPrincipalName],
        },
      },
      expected: [client.servicePrincipalId],
    },
  });
  const names = (await rig.imported())?.resources.map(({ logicalName, name }) => logicalName ?? name);
  expect(names).toEqual(
    expect.arrayContaining(["tills-role-clerk", `tills-role-clerk-user-${seed.entra.users.ada.id}`]),
  );
});
