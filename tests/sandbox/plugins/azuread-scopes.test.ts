import { describe, expect, test } from "@jest/globals";
import { UNKNOWN } from "../../../sandbox/plugins/properties/types.ts";
import { IDENTIFIER_URI, OTHER_SCOPE_ID, ROLE_ID, SCOPE_ID, scope, useAzure } from "./azure.ts";

const azure = useAzure();

const api = (...scopes: ReturnType<typeof scope>[]) => ({ oauth2PermissionScopes: scopes });
const add = scope(SCOPE_ID, "books_add");
const read = scope(OTHER_SCOPE_ID, "books_read");

describe("scopes", () => {
  test("adding one shows that one, keeps every other output known but the map of ids", async () => {
    const app = await azure.application("books", { api: api(add) });
    const news = { displayName: "books", api: api(add, read) };
    expect(await azure.engine.diff(app, news)).toEqual({
      changes: "some",
      diffs: ["api"],
      replaces: [],
      detailed: { "api.oauth2PermissionScopes[1]": "add" },
    });
    const preview = await azure.engine.update(app, news, { preview: true });
    expect(preview.outputs.oauth2PermissionScopeIds).toBe(UNKNOWN);
    expect(preview.outputs.clientId).toBe(app.outputs.clientId);
    const updated = await azure.engine.update(app, news);
    expect(updated.outputs.oauth2PermissionScopeIds).toEqual({
      "urn:taylordean:books:books_add": SCOPE_ID,
      "urn:taylordean:books:books_read": OTHER_SCOPE_ID,
    });
    expect((await azure.engine.diff(updated, news)).changes).toBe("none");
  });

  test("an enabled one is disabled before it is changed or removed, else Graph refuses", async () => {
    const app = await azure.application("books", { api: api(add, read) });
    azure.requests();
    const changed = { displayName: "books", api: api({ ...read, value: "urn:taylordean:books:books_list" }) };
    expect((await azure.engine.diff(app, changed)).detailed).toEqual({
      "api.oauth2PermissionScopes[0]": "update",
      "api.oauth2PermissionScopes[1]": "delete",
    });
    const { outputs } = await azure.engine.update(app, changed);
    expect(outputs.oauth2PermissionScopeIds).toEqual({ "urn:taylordean:books:books_list": OTHER_SCOPE_ID });
    expect(azure.requests().slice(0, 4)).toEqual([
      "GET /v1.0/applications/{id}",
      "PATCH /v1.0/applications/{id}",
      "GET /v1.0/applications/{id}",
      "PATCH /v1.0/applications/{id}",
    ]);
  });

  test("a change inside one names the property; the order of all means nothing", async () => {
    const app = await azure.application("books", { api: api(add, read) });
    expect((await azure.engine.diff(app, { displayName: "books", api: api(read, add) })).changes).toBe(
      "none",
    );
    const disabled = { displayName: "books", api: api({ ...add, enabled: false }, read) };
    expect((await azure.engine.diff(app, disabled)).detailed).toEqual({
      "api.oauth2PermissionScopes[0].enabled": "update",
    });
  });

  test("roles are disabled before they go, too", async () => {
    const role = {
      id: ROLE_ID,
      value: "librarian",
      displayName: "Librarian",
      description: "Keeps the books",
      allowedMemberTypes: ["User"],
    };
    const app = await azure.application("books", { appRoles: [role] });
    expect(app.outputs.appRoleIds).toEqual({ librarian: ROLE_ID });
    const preview = await azure.engine.update(app, { displayName: "books" }, { preview: true });
    expect(preview.outputs.appRoleIds).toBe(UNKNOWN);
    expect((await azure.engine.update(app, { displayName: "books" })).outputs.appRoles).toEqual([]);
  });
});

describe("identifier URIs beside the application", () => {
  const withUri = async () => {
    const app = await azure.application("books");
    const uri = `api://${app.outputs.clientId}`;
    await azure.engine.create(IDENTIFIER_URI, "uri", { applicationId: app.id, identifierUri: uri });
    return { app: (await azure.engine.refresh(app)) ?? app, uri };
  };

  test("are taken into the state by a refresh, and the next plan would wipe them: the published plugin's trap", async () => {
    const { app, uri } = await withUri();
    expect(app.outputs.identifierUris).toEqual([uri]);
    expect((await azure.engine.diff(app, { displayName: "books" })).detailed).toEqual({
      identifierUris: "delete",
    });
    expect((await azure.engine.update(app, { displayName: "books" })).outputs.identifierUris).toBeNull();
  });

  test("survive with ignoreChanges, also an update of something else", async () => {
    const { app, uri } = await withUri();
    const ignoreChanges = ["identifierUris"];
    expect((await azure.engine.diff(app, { displayName: "books" }, ignoreChanges)).changes).toBe("none");
    const news = { displayName: "books", notes: "kept" };
    const updated = await azure.engine.update(app, news, { ignoreChanges });
    expect(updated.outputs).toMatchObject({ identifierUris: [uri], notes: "kept" });
  });
});
