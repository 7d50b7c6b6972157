import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { entra } from "../../sandbox/seed.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";
import { guideStack, plain } from "./guideStack.ts";
import { ENGINE_TIMEOUT, withStack } from "./harness.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** The output of a preview that must fail, of a stack with this configuration and environment; nothing may have been written. */
async function refused(config: Record<string, unknown>, env: Record<string, string> = {}): Promise<string> {
  const { steps, output } = await run(config, env);
  expect(steps.filter(({ type }) => type !== "pulumi:pulumi:Stack")).toEqual([]);
  return output;
}

async function run(config: Record<string, unknown>, env: Record<string, string> = {}) {
  const before = JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
  sandbox.entra.clearRequests();
  sandbox.choreo.clearRequests();
  const result = await withStack({ config: plain(config), env: { ...sandbox.env, ...env } }, (stack) =>
    stack.preview({ mayFail: true }),
  );
  expect(result.exitCode).not.toBe(0);
  expect(JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()])).toBe(before);
  const writes = [...sandbox.entra.requests(), ...sandbox.choreo.requests()].filter(
    ({ method, path }) => method !== "GET" && !path.includes("/oauth2/"),
  );
  expect(writes).toEqual([]);
  // A user's mistake is told in words, not by a stack trace.
  expect(result.output).not.toMatch(/\n\s+at .+:\d+:\d+/);
  return result;
}

describe("a preview with a mistake in the settings says what and where, and makes nothing", () => {
  test(
    "a stack without settings is told so, and nothing else",
    async () => {
      const output = await refused({});
      expect(output).toContain("1 problem in the configuration; nothing was changed.");
      expect(output).toMatch(
        /choreo-azuread: the stack test has no settings yet\. They belong in Pulumi\.test\.yaml beside Pulumi\.yaml/,
      );
    },
    ENGINE_TIMEOUT,
  );

  test(
    "what the settings alone show, all at once",
    async () => {
      const output = await refused(
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
        'clients.storefront: would have the name "storefront (test)" in Azure, as clients.again has',
      ]) {
        expect(output).toContain(expected);
      }
      expect(output).toContain("14 problems in the configuration; nothing was changed.");
    },
    ENGINE_TIMEOUT,
  );

  test(
    "what only the look-ups show, all at once",
    async () => {
      const output = await refused(
        guideStack({
          choreo: { identityProvider: "AzurAD" },
          books: {
            operations: { "POST /book": ["books_add"] },
            assigned: { users: ["adda@taylordean.example"], groups: ["Librarian"] },
          },
          apis: { order: { version: "1.0.0", permissions: {}, operations: {} } },
          storefront: { owners: ["grace@taylordean.exampl"] },
        }),
      );
      for (const expected of [
        "choreo.identityProvider:",
        "AzureAD",
        "apis.order:",
        "Nearest names: orders",
        'apis.books.operations["POST /book"]: the API books 1.0.0 in Choreo has no such operation. Did you mean "POST /books"',
        'apis.books.assigned.users[0]: no user "adda@taylordean.example" in Entra ID. Did you mean "ada@taylordean.example"?',
        'apis.books.assigned.groups[0]: no group "Librarian" in Entra ID. Did you mean "Librarians"?',
        'clients.storefront.owners[0]: no user "grace@taylordean.exampl" in Entra ID. Did you mean "grace@taylordean.example"?',
      ]) {
        expect(output).toContain(expected);
      }
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a secret that is to be made with a date that has passed, before its application is",
    async () => {
      const storefront = { secret: { expires: "2020-01-01" } };
      const { output } = await run(guideStack({ storefront }));
      expect(output).toContain(
        "choreo-azuread:clients.storefront.secret.expires: 2020-01-01 has passed, and a secret is to be made",
      );
    },
    ENGINE_TIMEOUT,
  );

  test(
    "an OpenAPI document that does not parse",
    async () => {
      // This file itself is no YAML.
      const books = {
        openapi: "tests/engine/bad-input.test.ts",
        permissions: undefined,
        operations: undefined,
      };
      expect(await refused(guideStack({ books }))).toMatch(
        /apis\.books\.openapi: tests\/engine\/bad-input\.test\.ts does not parse, line \d+, column \d+: /,
      );
    },
    ENGINE_TIMEOUT,
  );

  test(
    "an API version that the identity provider's tokens do not fit",
    async () => {
      expect(await refused(guideStack({ books: { tokenVersion: 1 } }))).toContain(
        "apis.books.tokenVersion: found 1, but the identity provider AzureAD takes tokens of version 2",
      );
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a stack that lacks keys",
    async () => {
      const output = await refused({ "azuread:tenantId": entra.tenantId });
      expect(output).toContain(
        'choreo-azuread:choreo.organization: is still the placeholder "your-organisation"',
      );
      expect(output).toContain("choreo-azuread:apis: found an object; needs at least one API");
    },
    ENGINE_TIMEOUT,
  );
});

describe("credentials", () => {
  test(
    "for Choreo that are missing",
    async () => {
      expect(await refused(guideStack(), { CHOREO_TOKEN: "" })).toContain("CHOREO_TOKEN");
    },
    ENGINE_TIMEOUT,
  );

  test(
    "for Choreo that are refused, told once per look-up and never shown",
    async () => {
      const output = await refused(guideStack(), { CHOREO_TOKEN: "not-a-token-of-choreo" });
      expect(output).toContain("401");
      expect(output).not.toContain("not-a-token-of-choreo");
    },
    ENGINE_TIMEOUT,
  );

  test(
    "for Azure that are refused, never shown",
    async () => {
      const output = await refused(guideStack(), { ARM_CLIENT_SECRET: "not-the-secret-of-azure" });
      expect(output).toContain("AADSTS7000215");
      expect(output).not.toContain("not-the-secret-of-azure");
    },
    ENGINE_TIMEOUT,
  );
});
