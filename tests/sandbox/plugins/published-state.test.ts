import { expect, test } from "@jest/globals";
import { azuread } from "../../../sandbox/plugins/azuread/plugin.ts";
import { APPLICATION, IDENTIFIER_URI, PRINCIPAL, useAzure } from "./azure.ts";

// A state that the stand-in wrote is one that the published plugin 6.9.1 takes on: same versions, same form.

const azure = useAzure();

test.each([
  ["Application", "2"],
  ["ServicePrincipal", "1"],
  ["AppRoleAssignment", "1"],
  ["ApplicationPassword", "1"],
  ["ServicePrincipalDelegatedPermissionGrant", "1"],
  // It has no version, and refuses a state that has one: "State version 1 is greater than schema version 0".
  ["ApplicationIdentifierUri", undefined],
])("the state of %s says the version %s", (type, version) => {
  const [, resource] = Object.entries(azuread.resources).find(([token]) => token.endsWith(`:${type}`)) ?? [];
  expect(resource?.meta?.schema_version).toBe(version);
});

test("nothing is said of a version where there is none", async () => {
  const app = await azure.application("books");
  const identifierUri = `api://${app.outputs.clientId}`;
  const uri = await azure.engine.create(IDENTIFIER_URI, "uri", { applicationId: app.id, identifierUri });
  expect(uri.outputs).not.toHaveProperty("__meta");
});

test("sets of texts are sorted, and a service principal's empty ones are shown", async () => {
  const app = await azure.application("books", { tags: ["b", "c", "a"] });
  expect(app).toMatchObject({ type: APPLICATION, outputs: { tags: ["a", "b", "c"] } });
  expect((await azure.engine.diff(app, { displayName: "books", tags: ["c", "a", "b"] })).changes).toBe(
    "none",
  );
  const principal = await azure.engine.create(PRINCIPAL, "books", { clientId: String(app.outputs.clientId) });
  expect(principal.outputs).toMatchObject({ alternativeNames: [], notificationEmailAddresses: [] });
});
