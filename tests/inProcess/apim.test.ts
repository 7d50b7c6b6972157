import { expect, test } from "@jest/globals";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { withStack } from "./open.ts";

interface World {
  applications: { displayName: string; api: { oauth2PermissionScopes: { value: string }[] } }[];
}

/** The guide against stock WSO2 API Manager: no organisation, and user name and password instead of a token. */
const config = (url: string, changes: Parameters<typeof guideStack>[0] = {}) =>
  plain({
    ...guideStack(changes),
    "choreo-azuread:choreo": { flavour: "apim", url, identityProvider: "AzureAD" },
  });

test(
  "the whole program lives with API Manager as with Choreo: up, no news, a changed permission, destroy",
  async () => {
    const sandbox = await startSandbox({ flavour: "apim" });
    const world = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
    const before = world();
    const scopes = () => {
      const { applications } = sandbox.entra.state() as unknown as World;
      const books = applications.find(({ displayName }) => displayName === "books (test)");
      return books?.api.oauth2PermissionScopes.map(({ value }) => value).sort();
    };
    try {
      await withStack({ config: config(sandbox.choreo.url), env: sandbox.env }, async (stack) => {
        const made = await stack.up();
        expect(made.changes).toEqual({ create: made.steps.length });
        // API Manager's scopes have no prefix: what the gateway compares is the bare name.
        expect(scopes()).toEqual(["books_add", "books_read"]);

        expect((await stack.preview({ flags: ["--refresh", "--expect-no-changes"] })).steps).toEqual([]);

        const permissions = {
          books_add: { description: "Add a book", consent: "admins" },
          books_see: { description: "See books", consent: "users" },
        };
        const operations = { "POST /books": ["books_add"], "GET /books": ["books_see"] };
        const storefront = { uses: { books: ["books_add", "books_see"] } };
        await stack.setConfig(config(sandbox.choreo.url, { books: { permissions, operations }, storefront }));
        await stack.up();
        expect(scopes()).toEqual(["books_add", "books_see"]);
        expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
        await stack.destroy();
      });
      expect(world()).toBe(before);
    } finally {
      await sandbox.stop();
    }
  },
  ENGINE_TIMEOUT,
);
