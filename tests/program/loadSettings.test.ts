import { expect, test } from "@jest/globals";
import { loadSettings } from "../../program/loadSettings.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { useStackConfig } from "./stackConfig.ts";

// What the settings alone show, as the program reads them from the stack. That a preview with a mistake makes nothing:
// tests/inProcess/bad-input.test.ts.

const setConfig = useStackConfig("test");

/** What is said of a stack with this configuration; what Pulumi.yaml gives every stack is in it unless it says otherwise. */
async function refused(config: Record<string, unknown>): Promise<string> {
  const choreo = { identityProvider: "AzureAD" };
  const all = {
    "choreo-azuread:choreo": choreo,
    "choreo-azuread:apis": {},
    "choreo-azuread:clients": {},
    ...plain(config),
  };
  setConfig(all);
  return loadSettings().then(
    () => {
      throw new Error("the configuration was accepted");
    },
    (error: Error) => error.message,
  );
}

test("a stack without settings is told so, and nothing else", async () => {
  const message = await refused({});
  expect(message).toContain("1 problem in the configuration; nothing was changed.");
  expect(message).toMatch(
    /choreo-azuread: the stack test has no settings yet\. They belong in Pulumi\.test\.yaml beside Pulumi\.yaml: README\.md begins with a whole one/,
  );
});

test("a stack that lacks keys", async () => {
  const message = await refused({ "azuread:tenantId": "5f7c1b0e-0000-4000-8000-000000000000" });
  expect(message).toContain("choreo-azuread:apis: found an object; needs at least one API");
});

test("an OpenAPI document that does not parse", async () => {
  // This file itself is no YAML.
  const books = {
    openapi: "tests/program/loadSettings.test.ts",
    permissions: undefined,
    operations: undefined,
  };
  expect(await refused(guideStack({ books }))).toMatch(
    /apis\.books\.openapi: tests\/program\/loadSettings\.test\.ts does not parse, line \d+, column \d+: /,
  );
});

test("what the settings alone show, all at once", async () => {
  const message = await refused(
    guideStack({
      books: {
        operations: { "POST /books": ["book_add"], "GET /books": ["books_read", "books_read"] },
        permissions: {
          books_add: null,
          books_read: null,
          ".hidden": null,
          "with space": null,
          [`l${"o".repeat(120)}ng`]: null,
        },
      },
      apis: { orders: { version: "1.0.0", openapi: "openapi/missing.yaml" } },
      storefront: {
        redirectUris: ["https://*.example.com", "http://example.com/", "localhost:9000"],
        uses: { book: ["books_add"], books: ["books_write"] },
        secret: { expires: "soon" },
      },
      clients: {
        again: {
          displayName: "storefront",
          redirectUris: ["https://a.example/"],
          uses: {},
          secret: { expires: "3y" },
        },
      },
    }),
  );
  for (const expected of [
    'apis.books.operations["POST /books"][0]: found "book_add", no permission of this API. Did you mean "books_add"?',
    'apis.books.operations["GET /books"][1]: "books_read" is there twice',
    'apis.books.permissions[".hidden"]: permission ".hidden" begins with a dot',
    'apis.books.permissions["with space"]: permission "with space" contains " "',
    "has 123 characters; Entra allows at most 120",
    "apis.orders.openapi: openapi/missing.yaml does not exist",
    'clients.storefront.redirectUris[0]: "https://*.example.com" wildcards are not allowed',
    'clients.storefront.redirectUris[1]: "http://example.com/" uses http',
    'clients.storefront.redirectUris[2]: "localhost:9000" has the scheme "localhost"',
    'clients.storefront.uses.book: unknown API "book". Did you mean "books"?',
    'clients.storefront.uses.books[0]: unknown permission "books_write" of the API books. Did you mean',
    'clients.storefront.secret.expires: found "soon"; allowed is a duration',
    "clients.again.secret.expires: 3y is beyond 24 months",
    'clients.again: would have the name "storefront (test)" in Azure, as clients.storefront has',
  ]) {
    expect(message).toContain(expected);
  }
  expect(message).toContain("14 problems in the configuration; nothing was changed.");
});
