import { randomUUID } from "node:crypto";
import type { AccessModel } from "../../../access/index.ts";
import { makeApi, makeApplication } from "../../../sandbox/hand-made/console.ts";
import { makeClient, makeWebApi } from "../../../sandbox/hand-made/portal.ts";
import { signIn } from "../../../sandbox/kit/services.ts";
import * as seed from "../../../sandbox/seed.ts";
import { InProcessStack } from "../../inProcess/stack.ts";
import { stepsOf } from "../../inProcess/steps.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { Rig } from "./rig.ts";

export interface Mends {
  /** What the import says of the first `up`. */
  told: string[];
  /** `create ServicePrincipal tills` */
  preview: string[];
  previewAfterUp: string[];
  /** An API with scopes that are no permission in Choreo, and two clients that list one: registrations and consents before and after. */
  otherScopes: { safes: string; before: unknown; after: unknown; settings: unknown; access: AccessModel };
  /** Redirect URIs of the client after it. */
  redirectUris: string[];
}

/** An API and a client that work and are not whole, imported, with the real program on them. */
export async function importUnwhole(): Promise<Mends> {
  const sandbox = await startTrustedSandbox();
  const { graph, publisher, devportal } = await signIn(sandbox);
  const permissions = ["tills_read"];
  const api = await makeApi(publisher, {
    name: "tills",
    context: "/tills",
    permissions,
    operations: { "GET /tills": permissions },
  });
  const scope = api.permissions.tills_read as string;
  const web = await makeWebApi(graph, { name: "Tills", scopes: { [scope]: "users" } });
  const client = await makeClient(graph, { name: "Till client", uses: [{ of: web, scopes: [scope] }] });
  await makeApplication(devportal, { name: "till", keys: [{ clientId: client.appId }], subscribe: [api.id] });

  // As the portal leaves it where somebody did not know better.
  for (const id of [web.servicePrincipalId, client.servicePrincipalId])
    await graph.delete(`/servicePrincipals/${id}`);
  await graph.patch(`/applications/${web.objectId}`, {
    identifierUris: [],
    api: { requestedAccessTokenVersion: null },
  });
  const resourceAccess = [web.scopes[scope], randomUUID()].map((id) => ({ id, type: "Scope" }));
  await graph.patch(`/applications/${client.objectId}`, {
    spa: { redirectUris: ["https://till.example"] },
    publicClient: { redirectUris: ["http://localhost", "msal123://auth"] },
    requiredResourceAccess: [{ resourceAppId: web.appId, resourceAccess }],
  });

  // `access_as_user` is in nearly every registration that a person has made for an API.
  const safe = await makeApi(publisher, {
    name: "safes",
    context: "/safes",
    permissions: ["safes_read"],
    operations: { "GET /safes": ["safes_read"] },
  });
  const reads = safe.permissions.safes_read as string;
  const safes = await makeWebApi(graph, {
    name: "Safes",
    scopes: { [reads]: "users", access_as_user: "users", legacy: "admins" },
  });
  const both = [reads, "access_as_user"];
  const opener = await makeClient(graph, {
    name: "Safe client",
    redirectUris: ["https://safe.example/"],
    uses: [{ of: safes, scopes: both }],
  });
  // Subscribed to nothing: it has a service of its own behind the registration.
  const backend = await makeClient(graph, {
    name: "Backend",
    redirectUris: ["https://backend.example/"],
    uses: [
      { of: web, scopes: [scope] },
      { of: safes, scopes: ["access_as_user"] },
    ],
  });
  await makeApplication(devportal, {
    name: "safe",
    keys: [{ clientId: opener.appId }],
    subscribe: [safe.id],
  });
  await makeApplication(devportal, {
    name: "backend",
    keys: [{ clientId: backend.appId }],
    subscribe: [api.id],
  });
  const mixed = await makeClient(graph, {
    name: "Mixed",
    redirectUris: ["https://mixed.example/"],
    uses: [
      { of: web, scopes: [scope] },
      { of: safes, scopes: [reads] },
    ],
  });
  const { id: mixedId } = await makeApplication(devportal, {
    name: "mixed",
    keys: [{ clientId: mixed.appId }],
    subscribe: [api.id],
  });
  await devportal.post("/subscriptions", {
    applicationId: mixedId,
    apiId: safe.id,
    throttlingPolicy: "Bronze",
  });
  await graph.post("/oauth2PermissionGrants", {
    clientId: opener.servicePrincipalId,
    resourceId: safes.servicePrincipalId,
    consentType: "AllPrincipals",
    scope: both.join(" "),
  });
  const { api: exposed } = await graph.get(`/applications/${safes.objectId}`);
  const impersonation = {
    id: randomUUID(),
    value: "user_impersonation",
    type: "User",
    isEnabled: true,
    adminConsentDisplayName: "Act for people",
    adminConsentDescription: "Acts for who is signed in",
    userConsentDisplayName: "Act for you",
  };
  await graph.patch(`/applications/${safes.objectId}`, {
    api: {
      oauth2PermissionScopes: [
        ...exposed.oauth2PermissionScopes.map((each: { value: string }) =>
          each.value === "legacy" ? { ...each, isEnabled: false } : each,
        ),
        impersonation,
      ],
      preAuthorizedApplications: [
        { appId: opener.appId, delegatedPermissionIds: both.map((each) => safes.scopes[each]) },
      ],
    },
  });
  // Roles that no user may have, so that people are assigned without one; one of them had a user before it was switched off.
  const role = (value: string, allowedMemberTypes: string[]) => ({
    id: randomUUID(),
    value,
    displayName: value,
    description: `Is a ${value}`,
    allowedMemberTypes,
    isEnabled: true,
  });
  const appRoles = [
    role("sweeper", ["Application"]),
    role("clerk", ["User"]),
    role("both", ["Application", "User"]),
  ];
  await graph.patch(`/applications/${safes.objectId}`, { appRoles });
  const { ada, eve } = seed.entra.users;
  const assigned = `/servicePrincipals/${safes.servicePrincipalId}/appRoleAssignedTo`;
  const assign = (principalId: string, appRoleId: string) =>
    graph.post(assigned, { principalId, appRoleId, resourceId: safes.servicePrincipalId });
  await assign(eve.id, appRoles[1]?.id as string);
  for (const { id } of [appRoles[0], appRoles[2]] as { id: string }[])
    await assign(backend.servicePrincipalId, id);
  await graph.patch(`/applications/${safes.objectId}`, {
    appRoles: appRoles.map((each) => ({ ...each, isEnabled: each.value === "sweeper" })),
  });
  await assign(ada.id, "00000000-0000-0000-0000-000000000000");
  // Two list the role as an application permission: one that uses the API, and one that does not.
  for (const { objectId } of [opener, backend]) {
    const { requiredResourceAccess } = await graph.get(`/applications/${objectId}`);
    await graph.patch(`/applications/${objectId}`, {
      requiredResourceAccess: requiredResourceAccess.map(
        (each: { resourceAppId: string; resourceAccess: object[] }) =>
          each.resourceAppId === safes.appId
            ? { ...each, resourceAccess: [...each.resourceAccess, { id: appRoles[0]?.id, type: "Role" }] }
            : each,
      ),
    });
  }
  const registered = async () => ({
    assigned: await graph.get(assigned),
    applications: await Promise.all(
      [safes, opener, backend].map(({ objectId }) => graph.get(`/applications/${objectId}`)),
    ),
    grants: await graph.get("/oauth2PermissionGrants"),
  });
  const registeredBefore = await registered();

  const rig = await Rig.start(sandbox);
  const stack = new InProcessStack({ name: "dev", config: {}, env: sandbox.env });
  const preview = async () => {
    await stack.setConfig(await rig.config());
    return stepsOf(await stack.preview());
  };
  const { out } = await rig.importInto(stack, ["--api", "tills", "safes"]);
  const before = await preview();
  await stack.up();
  const { spa, publicClient } = await graph.get(`/applications/${client.objectId}`);
  const found: Mends = {
    told: out.split("\n").filter((line) => line.startsWith("  - ")),
    preview: before,
    previewAfterUp: await preview(),
    otherScopes: {
      safes: safes.appId,
      before: registeredBefore,
      after: await registered(),
      settings: await rig.config(),
      access: (await stack.outputs<{ access: AccessModel }>()).access,
    },
    redirectUris: [...spa.redirectUris, ...publicClient.redirectUris],
  };
  await rig.stop();
  await sandbox.stop();
  return found;
}
