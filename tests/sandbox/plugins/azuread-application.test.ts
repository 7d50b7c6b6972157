import { describe, expect, test } from "@jest/globals";
import { UNKNOWN } from "../../../sandbox/plugins/properties/types.ts";
import { entra as seed } from "../../../sandbox/seed.ts";
import { APPLICATION, SCOPE_ID, scope, useAzure } from "./azure.ts";

const azure = useAzure();

const api = (...scopes: ReturnType<typeof scope>[]) => ({ oauth2PermissionScopes: scopes });
const add = scope(SCOPE_ID, "books_add");
const consent = { adminConsentDisplayName: "Add books", adminConsentDescription: "May add books" };

describe("create", () => {
  test("makes the published plugin's requests, and none in the preview", async () => {
    azure.requests();
    const preview = await azure.engine.previewCreate(APPLICATION, "books", {
      displayName: "books",
      api: api(add),
    });
    expect(azure.requests()).toEqual([]);
    expect(preview).toMatchObject({
      displayName: "books",
      clientId: UNKNOWN,
      oauth2PermissionScopeIds: UNKNOWN,
    });

    await azure.application("books", { api: api(add) });
    expect(azure.requests()).toEqual([
      "POST /v1.0/applications",
      "PATCH /v1.0/applications/{id}",
      "PATCH /v1.0/applications/{id}",
      "DELETE /v1.0/applications/{id}/owners/{id}/$ref",
      "GET /v1.0/applications/{id}",
      "GET /beta/applications/{id}?$select",
      "GET /v1.0/applications/{id}/owners",
    ]);
  });

  test("records defaults as the published plugin does, and gives all required outputs", async () => {
    const { id, inputs, outputs } = await azure.application("books", {
      api: api({ ...consent, id: SCOPE_ID, value: "books.add" }),
    });
    expect(inputs).toEqual({
      __defaults: ["preventDuplicateNames", "signInAudience"],
      displayName: "books",
      preventDuplicateNames: false,
      signInAudience: "AzureADMyOrg",
      api: {
        __defaults: ["requestedAccessTokenVersion"],
        requestedAccessTokenVersion: 1,
        oauth2PermissionScopes: [
          {
            __defaults: ["enabled", "type"],
            ...consent,
            id: SCOPE_ID,
            value: "books.add",
            enabled: true,
            type: "User",
          },
        ],
      },
    });
    expect(id).toBe(`/applications/${outputs.objectId}`);
    expect(outputs).toMatchObject({
      displayName: "books",
      oauth2PermissionScopeIds: { "books.add": SCOPE_ID },
      appRoleIds: {},
      owners: null,
      identifierUris: null,
      groupMembershipClaims: null,
      tags: [],
      web: { redirectUris: [] },
    });
    expect(outputs.clientId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("leaves the caller an owner only if it is configured", async () => {
    const { deployer, users } = seed;
    const mine = await azure.application("mine", { owners: [users.ada.id, deployer.servicePrincipalId] });
    expect(mine.outputs.owners).toEqual([users.ada.id, deployer.servicePrincipalId]);
    const theirs = await azure.application("theirs", { owners: [users.ada.id] });
    expect(theirs.outputs.owners).toEqual([users.ada.id]);
  });

  test("a failure half-way keeps the object, for the next update to carry on", async () => {
    azure.entra.setFaults([
      {
        match: { method: "DELETE", path: "/owners/" },
        then: { status: 403, body: { error: { code: "Forbidden", message: "no" } } },
      },
    ]);
    const error = await azure.application("books").catch((e) => e);
    expect(error.message).toContain("Forbidden: no");
    expect(error.metadata.get("grpc-status-details-bin")).toHaveLength(1);
  });

  test.each([429, 503])("tries again after %i, with Retry-After", async (status) => {
    azure.entra.setFaults([
      {
        match: { method: "POST", path: "/applications$" },
        then: { status, headers: { "retry-after": "0" } },
      },
    ]);
    expect((await azure.application("books")).outputs.displayName).toBe("books");
  });
});

describe("preventDuplicateNames", () => {
  test("names the object that is there and says to import it, in the preview already", async () => {
    const existing = await azure.application("books");
    const news = { displayName: "books", preventDuplicateNames: true };
    const message =
      `An existing "azuread_application" with name "books" (ID: "${existing.outputs.objectId}") was found and ` +
      "`prevent_duplicate_names` was specified. To be managed via Terraform, this resource needs to be imported into the State.";
    await expect(azure.engine.previewCreate(APPLICATION, "books", news)).rejects.toThrow(message);
    await expect(azure.engine.create(APPLICATION, "books", news)).rejects.toThrow(message);
  });

  test("doesn't hinder updates under the same name", async () => {
    const app = await azure.engine.create(APPLICATION, "books", {
      displayName: "books",
      preventDuplicateNames: true,
    });
    const news = { displayName: "books", preventDuplicateNames: true, notes: "changed" };
    expect((await azure.engine.diff(app, news)).diffs).toEqual(["notes"]);
    expect((await azure.engine.update(app, news)).outputs.notes).toBe("changed");
  });
});

describe("refresh and import", () => {
  test("a refresh right after changes nothing; what was not given reads as empty", async () => {
    const app = await azure.application("books", {
      api: api(add),
      web: { redirectUris: ["https://localhost:9000/"] },
    });
    const refreshed = await azure.engine.refresh(app);
    expect(refreshed?.inputs).toEqual(app.inputs);
    expect(refreshed?.outputs).toEqual({
      ...app.outputs,
      owners: [],
      identifierUris: [],
      groupMembershipClaims: [],
    });
  });

  test("shows what somebody changed, in the inputs as well, and proposes to change it back", async () => {
    const app = await azure.application("books", { notes: "ours" });
    await azure.engine.update(app, { displayName: "renamed by hand", notes: "ours" });
    const drifted = await azure.engine.refresh(app);
    expect(drifted?.inputs).toEqual({ ...app.inputs, displayName: "renamed by hand" });
    expect(
      (await azure.engine.diff(drifted ?? app, { displayName: "books", notes: "ours" })).detailed,
    ).toEqual({
      displayName: "update",
    });
  });

  test("gone is gone: it leaves the state, and a second delete is an error", async () => {
    const app = await azure.application("books");
    await azure.engine.delete(app);
    expect(await azure.engine.refresh(app)).toBeUndefined();
    await expect(azure.engine.delete(app)).rejects.toThrow(/deleting application with object ID .*404/);
  });

  test("an import gives the inputs that a program has to have", async () => {
    const news = {
      displayName: "books",
      api: { oauth2PermissionScopes: [add], requestedAccessTokenVersion: 2 },
      web: { redirectUris: ["https://localhost:9000/"] },
    };
    const app = await azure.engine.create(APPLICATION, "books", news);
    const imported = await azure.engine.import(APPLICATION, "books", app.id);
    expect(imported?.inputs).toMatchObject({
      displayName: "books",
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{ id: SCOPE_ID }] },
      web: { redirectUris: ["https://localhost:9000/"] },
    });
    expect((await azure.engine.diff(imported ?? app, news)).changes).toBe("none");
    await expect(azure.engine.import(APPLICATION, "books", String(app.outputs.objectId))).rejects.toThrow(
      'expected a resource ID of the form "/applications/{object ID}"',
    );
  });
});
