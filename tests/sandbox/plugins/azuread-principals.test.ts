import { describe, expect, test } from "@jest/globals";
import type { Values } from "../../../sandbox/plugins/properties/types.ts";
import { entra as seed } from "../../../sandbox/seed.ts";
import { ASSIGNMENT, GRANT, NO_ROLE, OTHER_SCOPE_ID, PRINCIPAL, SCOPE_ID, scope, useAzure } from "./azure.ts";
import type { Resource } from "./engine.ts";

const azure = useAzure();

async function principal(name: string, application: Values = {}, inputs: Values = {}): Promise<Resource> {
  const app = await azure.application(name, application);
  return azure.engine.create(PRINCIPAL, name, { clientId: String(app.outputs.clientId), ...inputs });
}

const books = () =>
  principal(
    "books",
    { api: { oauth2PermissionScopes: [scope(SCOPE_ID, "books_add"), scope(OTHER_SCOPE_ID, "books_read")] } },
    { appRoleAssignmentRequired: true },
  );

describe("ServicePrincipal", () => {
  test("mirrors the application's scopes and gives all required outputs", async () => {
    const made = await books();
    expect(made.inputs.__defaults).toEqual(["accountEnabled"]);
    expect(made.id).toBe(`/servicePrincipals/${made.outputs.objectId}`);
    expect(made.outputs).toMatchObject({
      accountEnabled: true,
      appRoleAssignmentRequired: true,
      applicationTenantId: seed.tenantId,
      displayName: "books",
      oauth2PermissionScopeIds: { "urn:taylordean:books:books_add": SCOPE_ID },
      type: "Application",
      alternativeNames: [],
      notificationEmailAddresses: [],
      owners: null,
      useExisting: null,
    });
  });

  test("a clean refresh, an update in place, another client as replacement", async () => {
    const made = await books();
    const news = { clientId: String(made.outputs.clientId), appRoleAssignmentRequired: true };
    const refreshed = await azure.engine.refresh(made);
    expect(refreshed?.inputs).toEqual(made.inputs);
    expect((await azure.engine.diff(refreshed ?? made, news)).changes).toBe("none");
    const opened = await azure.engine.update(made, { ...news, appRoleAssignmentRequired: false });
    expect(opened.outputs.appRoleAssignmentRequired).toBe(false);
    expect((await azure.engine.diff(made, { ...news, clientId: SCOPE_ID })).replaces).toEqual(["clientId"]);
  });

  test("one that exists is refused with its id, or taken with useExisting", async () => {
    const made = await books();
    const clientId = String(made.outputs.clientId);
    await expect(azure.engine.create(PRINCIPAL, "again", { clientId })).rejects.toThrow(
      `A resource with the ID "${made.id}" already exists`,
    );
    const taken = await azure.engine.create(PRINCIPAL, "taken", {
      clientId,
      useExisting: true,
      notes: "shared",
    });
    expect(taken).toMatchObject({ id: made.id, outputs: { useExisting: true, notes: "shared" } });
  });

  test("Microsoft's own may be taken, and survives the delete", async () => {
    const graph = { clientId: "00000003-0000-0000-c000-000000000000", useExisting: true };
    const taken = await azure.engine.create(PRINCIPAL, "graph", graph);
    await azure.engine.delete(taken);
    expect(await azure.engine.refresh(taken)).toBeDefined();
  });

  test("waits for an application that Graph doesn't know yet", async () => {
    const app = await azure.application("books");
    const message = "The appId 'x' of the service principal does not reference a valid application object.";
    azure.entra.setFaults([
      {
        match: { method: "POST", path: "/servicePrincipals$" },
        times: 2,
        then: { status: 400, body: { error: { code: "Request_BadRequest", message } } },
      },
    ]);
    const made = await azure.engine.create(PRINCIPAL, "books", { clientId: String(app.outputs.clientId) });
    expect(made.outputs.displayName).toBe("books");
  });
});

describe("AppRoleAssignment", () => {
  test("assigns a user and a group without a role; any change is a new one", async () => {
    const api = await books();
    const news = {
      appRoleId: NO_ROLE,
      principalObjectId: seed.users.ada.id,
      resourceObjectId: String(api.outputs.objectId),
    };
    const ada = await azure.engine.create(ASSIGNMENT, "ada", news);
    expect(ada.id).toMatch(new RegExp(`^${api.id}/appRoleAssignedTo/[^/]+$`));
    expect(ada.outputs).toMatchObject({
      ...news,
      principalDisplayName: "Ada Lovelace",
      principalType: "User",
      resourceDisplayName: "books",
    });
    const librarians = { ...news, principalObjectId: seed.groups.librarians.id };
    expect((await azure.engine.create(ASSIGNMENT, "librarians", librarians)).outputs.principalType).toBe(
      "Group",
    );
    expect((await azure.engine.diff(ada, librarians)).replaces).toEqual(["principalObjectId"]);
    expect(await azure.engine.refresh(ada)).toEqual(ada);
    await azure.engine.delete(ada);
    expect(await azure.engine.refresh(ada)).toBeUndefined();
    await expect(azure.engine.delete(ada)).rejects.toThrow(/404/);
  });
});

describe("ServicePrincipalDelegatedPermissionGrant", () => {
  test("consents, changes the scopes in place, and gives back the consent", async () => {
    const [api, client] = [await books(), await principal("storefront")];
    const news = {
      servicePrincipalObjectId: String(client.outputs.objectId),
      resourceServicePrincipalObjectId: String(api.outputs.objectId),
      claimValues: ["urn:taylordean:books:books_add", "urn:taylordean:books:books_read"],
    };
    const grant = await azure.engine.create(GRANT, "consent", news);
    expect(grant.id).toMatch(/^\/oauth2PermissionGrants\/[^/]+$/);
    expect(grant.outputs).toMatchObject(news);
    const turned = { ...news, claimValues: [...news.claimValues].reverse() };
    expect((await azure.engine.diff(grant, turned)).changes).toBe("none");
    const less = { ...news, claimValues: ["urn:taylordean:books:books_read"] };
    expect(await azure.engine.diff(grant, less)).toMatchObject({ diffs: ["claimValues"], replaces: [] });
    expect((await azure.engine.update(grant, less)).outputs.claimValues).toEqual(less.claimValues);
    await azure.engine.delete(grant);
    expect(await azure.engine.refresh(grant)).toBeUndefined();
  });
});
