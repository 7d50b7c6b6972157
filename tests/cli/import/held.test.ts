import { expect, test } from "@jest/globals";
import { makeApplication } from "../../../sandbox/hand-made/console.ts";
import { makeClient, makeGroup, makeWebApi } from "../../../sandbox/hand-made/portal.ts";
import * as seed from "../../../sandbox/seed.ts";
import { report } from "../survey/run-survey.ts";
import { makeSafes, patch, rig, role, sandbox, scope, services, tills } from "./tills.ts";

// What is odd, and yet what settings can say.

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

test("an application with two keys is one of two clients, subscribed to what either of them lists, with its plans", async () => {
  const { web } = await tills();
  const safes = await makeSafes();
  const safesWeb = await makeWebApi(services.graph, { name: "Safes", scopes: { [safes.scope]: "users" } });
  const client = (name: string, of: typeof web, scopes: string[]) =>
    makeClient(services.graph, { name, redirectUris: [`https://${name}.example/`], uses: [{ of, scopes }] });
  const [live, trial] = [await client("live", web, [scope]), await client("trial", safesWeb, [safes.scope])];
  const { id } = await makeApplication(services.devportal, {
    name: "live",
    // The key that was mapped first is not that of the application's owner.
    keys: [{ clientId: trial.appId, keyType: "SANDBOX" }, { clientId: live.appId }],
  });
  const { tills: tillsApi } = (await report(sandbox)).apis;
  for (const [apiId, throttlingPolicy] of [
    [tillsApi?.id, "Unlimited"],
    [safes.id, "Bronze"],
  ])
    await services.devportal.post("/subscriptions", { applicationId: id, apiId, throttlingPolicy });

  const { out } = await rig.run(["--all", "--yes"]);
  expect(out).not.toMatch(/Left as it is: client|lists none of its permissions/);
  const { "live production": owner, "live sandbox": other } = (await rig.config())[
    "choreo-azuread:clients"
  ] as Record<string, object>;
  expect(owner).toMatchObject({
    displayName: "live",
    uses: { tills: ["tills_read"] },
    subscriptionPolicies: { safes: "Bronze" },
  });
  expect(other).toMatchObject({
    application: { of: "live production" },
    keyType: "SANDBOX",
    uses: { safes: ["safes_read"] },
  });
  expect(other).not.toHaveProperty("subscriptionPolicies");
  const made = (await rig.imported())?.resources.filter(({ type }) => /dynamic\/choreo:/.test(String(type)));
  const names = made?.map(({ type, logicalName }) => `${String(type).split(":").at(-1)} ${logicalName}`);
  expect(names?.filter((name) => name.includes("live")).sort()).toEqual([
    "Application live production",
    "IdpKey live production",
    "IdpKey live sandbox",
    "Subscription live production-safes",
    "Subscription live production-tills",
  ]);

  // Where the one cannot be in the stack, the other has the application.
  await services.graph.delete(`/applications/${live.objectId}`);
  await rig.write("");
  await rig.run(["--api", "safes", "--yes"]);
  const clients = (await rig.config())["choreo-azuread:clients"] as Record<string, object>;
  expect(Object.keys(clients)).toEqual(["live sandbox"]);
  expect(clients["live sandbox"]).toMatchObject({
    application: { name: "live" },
    subscriptionPolicy: "Bronze",
  });
});
