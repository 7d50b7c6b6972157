import { expect, test } from "@jest/globals";
import { permissionsFromChoreo } from "./run.ts";

test("a mixed stack with an identity provider of its own: what changes in Choreo changes Azure, and nothing is written into that API", async () => {
  expect(await permissionsFromChoreo()).toEqual({
    first: [
      "create ApiDeployment books",
      "create ApiDeployment orders",
      "create ApiLifecycle books",
      "create ApiLifecycle orders",
      "create ApiPermissions books",
      "create ApiPermissions orders",
      "create IdentityProvider identity-provider",
      "create IdpKey storefront",
    ],
    isUntouched: true,
    again: [],
    changed: [
      "create RandomUuid books-books_write",
      "delete RandomUuid books-books_add",
      "update ApiPermissions books",
      "update Application books",
    ],
    last: [],
    hasRegister: false,
    scopes: ["books_read", "books_write"],
    permissionsFrom: ["choreo", null],
    identityProvider: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: "Entra" },
    madeIssuer: true,
  });
}, 120_000);
