import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { guideStack, plain } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import type { TestStack } from "../../inProcess/open.ts";
import {
  config,
  type Deployed,
  deploy,
  diffWith,
  orders,
  permissions,
  reports,
  sentences,
  stepsOf,
} from "./deployed.ts";
import { diffOf, runDiff } from "./run-diff.ts";

// Each test previews another change of one stack and changes nothing.
let deployed: Deployed;
let stack: TestStack;

beforeAll(async () => {
  deployed = await deploy();
  stack = deployed.stack;
}, ENGINE_TIMEOUT);
afterAll(() => deployed.stop());

describe("scopes and clients", () => {
  test(
    "a scope comes and another goes",
    async () => {
      const diff = await diffWith(stack, {
        books: {
          permissions: { books_add: permissions.books_add, books_lend: { consent: "users" } },
          operations: { "POST /books": ["books_add"], "GET /books": ["books_lend"] },
        },
        storefront: { uses: { books: ["books_add", "books_lend"] } },
        clients: { reports: { ...reports, uses: { orders: ["orders_read"] } } },
      });
      expect(sentences(diff.scopes)).toEqual([
        "Scope `books_read` of `books` is removed: tokens with `urn:taylordean:books:books_read` open nothing any more.",
        "New scope `books_lend` of `books`: `urn:taylordean:books:books_lend`, users may consent.",
      ]);
      expect(
        diff.clients.map(({ direction, client, permission }) => `${client} ${direction} ${permission}`),
      ).toEqual([
        "storefront gains books_lend",
        // What needs no permission goes with the subscription.
        "reports loses undefined",
        "reports loses books_read",
        "storefront loses books_read",
      ]);
      expect(
        diff.steps.find(({ type, name }) => type === "choreo:ApiPermissions" && name === "books"),
      ).toMatchObject({
        op: "update",
        properties: ['operations["GET /books"]', "scopes.books_lend", "scopes.books_read"],
      });
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a client is taken out, the others stay",
    async () => {
      const diff = await diffWith(stack, { clients: { reports: undefined } });
      expect(sentences(diff.rules)).toEqual([
        "Client `reports` is taken out: its registration, secrets and subscriptions go.",
      ]);
      expect(sentences(diff.secrets)).toEqual([
        "The client secret `reports-1` is withdrawn: it **stops working at once**.",
      ]);
      expect(diff.steps.length).toBeGreaterThan(5);
      for (const step of stepsOf(diff)) expect(step).toMatch(/^delete .* reports/);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "an API whose key in the settings changes is the same API",
    async () => {
      const books = (guideStack()["choreo-azuread:apis"] as { books: object }).books;
      await stack.setConfig(
        plain({
          ...config({
            apis: { library: { ...books, name: "books" } },
            storefront: { uses: { library: ["books_add", "books_read"] } },
            clients: {
              reports: { ...reports, uses: { library: ["books_read"], orders: ["orders_read"] } },
            },
          }),
          "choreo-azuread:apis": { library: { ...books, name: "books" }, orders },
        }),
      );
      const diff = await diffOf(stack);
      expect([diff.clients, diff.people, diff.scopes, diff.roles]).toEqual([[], [], [], []]);
      expect(sentences(diff.rules)).toEqual([
        expect.stringMatching(/^API `books` is called `library` in the settings now\..*made anew/),
      ]);
      expect(stepsOf(diff)).toContain("delete azuread:Application books");
      expect(stepsOf(diff)).toContain("create azuread:Application library");
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a key type that no API has an endpoint for replaces the keys, says why that hurts, and that all is lost",
    async () => {
      await stack.setConfig(config({ choreo: { keyType: "SANDBOX" } }));
      const { out } = await runDiff(stack);
      expect(out).toContain(
        "2 clients, 1 user, 2 groups and everyone in the tenant lose access; 2 changes of APIs and clients. Resources: 2 to replace.",
      );
      expect(out).toContain(
        "- `choreo:IdpKey` `reports` and `storefront` are **replaced** because of `keyType`: the gateway doesn't know the client id in between: calls get 403 (900908).",
      );
    },
    ENGINE_TIMEOUT,
  );

  test(
    "production's protection",
    async () => {
      await stack.setConfig({ ...config(), "choreo-azuread:protect": true });
      const { rules, steps } = await diffOf(stack);
      expect(steps).toEqual([]);
      expect(sentences(rules)).toEqual([
        expect.stringMatching(/^Protected against deletion from now on: .* and \d+ more resources\.$/),
      ]);
    },
    ENGINE_TIMEOUT,
  );
});

describe("secrets", () => {
  const rotated = { storefront: { secret: { expires: "90d", rotation: 2 } } };

  test(
    "rotate by number, and the old one's end is told",
    async () => {
      const diff = await diffWith(stack, rotated);
      expect(sentences(diff.secrets)).toEqual([
        expect.stringMatching(
          /^The secret of client `storefront` \*\*rotates\*\* \(`1` to `2`\): hand out the new one\. The old one works until \d{4}-\d\d-\d\d or the next rotation, whichever is first\.$/,
        ),
        "New secrets of client `storefront` live `90d` (before: `180d`); those that exist keep their end.",
      ]);
      expect(stepsOf(diff)).toEqual(["create azuread:ApplicationPassword storefront-2"]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "that rotate and are revoked at once cut off who has the old one, and that comes first",
    async () => {
      const diff = await diffWith(stack, {
        storefront: { secret: { rotation: 2, revoked: 1 } },
      });
      expect(sentences(diff.secrets).slice(0, 2)).toEqual([
        "The secret of client `storefront` **rotates** (`1` to `2`): hand out the new one. The old one **stops working at once**.",
        "The client secret `storefront-1` is withdrawn: it **stops working at once**.",
      ]);
      expect(stepsOf(diff)).toEqual([
        "delete azuread:ApplicationPassword storefront-1",
        "create azuread:ApplicationPassword storefront-2",
      ]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "near their end are told though nothing changes",
    async () => {
      const diff = await diffWith(stack, {}, new Date(Date.now() + 170 * 24 * 60 * 60 * 1000));
      expect(sentences(diff.secrets)).toEqual([
        expect.stringMatching(/^The client secret `reports-1` expires on \d{4}-\d\d-\d\d, in \d days\.$/),
        expect.stringMatching(/^The client secret `storefront-1` expires on /),
      ]);
      expect(diff.steps).toEqual([]);
    },
    ENGINE_TIMEOUT,
  );
});
