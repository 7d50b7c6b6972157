import { beforeAll, expect, test } from "@jest/globals";
import { importUnwhole, type Mends } from "./mends.ts";

let found: Mends;
beforeAll(async () => {
  found = await importUnwhole();
}, 120_000);

test("whatever the first preview shows was told by the import", () => {
  expect(found.preview.toSorted()).toEqual([
    "create ApplicationIdentifierUri tills",
    "create ServicePrincipal till",
    "create ServicePrincipal tills",
    "update ApiPermissions safes",
    "update ApiPermissions tills",
    "update Application till",
    "update Application tills",
  ]);
  expect(found.told).toEqual([
    "  - API safes: this stack's claim is noted in Choreo, in a custom property of the API.",
    "  - API tills: this stack's claim is noted in Choreo, in a custom property of the API.",
    "  - API tills: its registration gets a service principal.",
    "  - API tills: its registration gets an identifier URI.",
    "  - API tills: its tokens become those of version 2 (now 1), which the identity provider takes.",
    "  - Client till: its registration gets a service principal.",
    "  - Client till: its redirect URI https://till.example becomes https://till.example/.",
    expect.stringMatching(
      /^ {2}- Client till: its registration lists a permission of tills no longer that is not there/,
    ),
  ]);
  expect(found.previewAfterUp).toEqual([]);
  expect(found.redirectUris).toEqual(["https://till.example/", "http://localhost", "msal123://auth"]);
});

test("scopes that are no permission in Choreo stay as they are, with their consents, and open nothing", () => {
  const { before, after, settings, access } = found.otherScopes;
  expect(after).toEqual(before);
  expect(settings).toMatchObject({
    "choreo-azuread:apis": {
      safes: {
        otherScopes: {
          access_as_user: { consent: "users" },
          user_impersonation: {
            displayName: "Act for people",
            description: "Acts for who is signed in",
            userDisplayName: "Act for you",
            userDescription: "",
          },
          legacy: { enabled: false },
        },
        preAuthorized: ["safe"],
      },
    },
    "choreo-azuread:clients": {
      safe: {
        uses: { safes: ["safes_read", "access_as_user"] },
        appRoles: { safes: ["sweeper"] },
        adminConsent: ["safes"],
      },
      mixed: { subscriptionPolicies: { safes: "Bronze" } },
      // It is not subscribed to the other API: what it lists of it is by ids.
      backend: {
        uses: { tills: ["tills_read"] },
        requiredResourceAccess: {
          [found.otherScopes.safes]: { scopes: [expect.any(String)], roles: [expect.any(String)] },
        },
      },
    },
  });
  const both = ["access_as_user", "safes_read"];
  expect(access.clients.safe).toMatchObject({ declared: { safes: both }, granted: { safes: both } });
  expect(access.clients.backend).toMatchObject({
    declared: { safes: ["access_as_user"] },
    subscribed: ["tills"],
  });
  expect(access.apis.safes).toMatchObject({
    permissions: { access_as_user: { scope: "access_as_user", consent: "users", enabled: true } },
    operations: { "GET /safes": { permissions: ["safes_read"] } },
    preAuthorized: { safe: both },
  });
});

test("app roles for applications and switched off stay as they are, with who has them", () => {
  const { settings, access } = found.otherScopes;
  expect(settings).toMatchObject({
    "choreo-azuread:apis": {
      safes: {
        assigned: { users: [expect.stringContaining("ada")] },
        roles: {
          sweeper: { description: "Is a sweeper", allowedMemberTypes: ["Application"] },
          clerk: { enabled: false, users: [expect.stringContaining("eve")] },
          both: { enabled: false, allowedMemberTypes: ["Application", "User"] },
        },
        expected: [expect.any(String)],
      },
    },
  });
  // No token carries one that is switched off.
  expect(access.apis.safes).toMatchObject({ roles: { sweeper: [] }, assigned: { length: 2 } });
});
