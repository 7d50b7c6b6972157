import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { AccessDiff } from "../../../cli/access-diff/types.ts";
import { openStack, projectFolder, type Stack, sandboxFolder } from "../../../sandbox/engine/index.ts";
import { type Sandbox, startSandbox } from "../../../sandbox/start.ts";
import { documented } from "../../docs/documented.ts";
import { guideStack, plain } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import { diffOf, runDiff } from "./run-diff.ts";

// One stack on the real engine, brought up once; then each test previews another change of it and changes nothing.
let sandbox: Sandbox;
let folder: string;
let stack: Stack;
let first: AccessDiff;
let world: string;

const worlds = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);

const permissions = {
  books_add: { description: "Add a book", consent: "admins" },
  books_read: { description: "Read books", consent: "users" },
};
const orders = {
  version: "1.0.0",
  openapi: "openapi/orders.yaml",
  consent: "users",
  roles: { clerk: { description: "Takes orders", users: ["ada@taylordean.example"], groups: ["Clerks"] } },
};
const reports = {
  redirectUris: ["https://localhost:9001/cb"],
  uses: { books: ["books_read"], orders: ["orders_read"] },
  adminConsent: ["orders"],
};
type Changes = NonNullable<Parameters<typeof guideStack>[0]>;

const config = (changes: Changes = {}) =>
  plain({
    ...guideStack({
      ...changes,
      apis: { orders, ...changes.apis },
      clients: { reports, ...changes.clients },
    }),
    "choreo-azuread:environment": "dev",
  });

/** The comparison of the stack as it is with what these changes make of it. */
async function diffWith(changes: Changes, now?: Date): Promise<AccessDiff> {
  await stack.setConfig(config(changes));
  return diffOf(stack, now);
}

const sentences = (facts: { sentence: string }[]) => facts.map(({ sentence }) => sentence);
const steps = ({ steps }: AccessDiff) => steps.map(({ op, type, name }) => `${op} ${type} ${name}`);

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(sandboxFolder, "access-diff-"));
  stack = await openStack({ folder, name: "dev", env: sandbox.env, config: config() });
  first = await diffOf(stack);
  await stack.up();
  world = worlds();
}, ENGINE_TIMEOUT);

afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

test("the first up: everything is new, and the note says that it is", () => {
  expect(first.notes).toEqual(["Nothing is deployed yet: everything below is new."]);
  expect([...first.clients, ...first.people].every(({ direction }) => direction === "gains")).toBe(true);
  expect(first.steps.every(({ op }) => op === "create")).toBe(true);
  expect(sentences(first.rules)).toContain("API `books` (`books 1.0.0`) is new here.");
  expect(first.roles.map(({ role, subjects }) => [role, subjects.length])).toEqual([["clerk", 2]]);
  expect(sentences(first.secrets)).toEqual([
    "A client secret is made: `reports-1`.",
    "A client secret is made: `storefront-1`.",
  ]);
});

test(
  "no change: one line, and JSON with nothing in it",
  async () => {
    await stack.setConfig(config());
    expect(await runDiff(stack)).toEqual({
      exitCode: 0,
      out: "No changes in `dev`: nobody gains or loses access, no resource is touched.",
      err: "",
    });
    const { version, stack: name, environment, ...lists } = await diffOf(stack);
    expect([version, name, environment]).toEqual([1, "dev", "dev"]);
    expect(Object.values(lists).flat()).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

describe("people", () => {
  test(
    "a user who is assigned no longer loses the operations, the group keeps them",
    async () => {
      const diff = await diffWith({ books: { assigned: { groups: ["Librarians"] } } });
      expect(diff.people).toEqual([
        {
          direction: "loses",
          api: "books",
          operations: ["GET /books", "POST /books"],
          subjects: [{ kind: "user", name: "ada@taylordean.example" }],
          through: ["reports", "storefront"],
        },
      ]);
      expect([diff.clients, diff.scopes, diff.rules]).toEqual([[], [], []]);
      expect(steps(diff)).toEqual(["delete azuread:AppRoleAssignment books-user-ada@taylordean.example"]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "an operation that needs another permission is lost for whom no client has it",
    async () => {
      const diff = await diffWith({
        books: {
          permissions: { ...permissions, books_audit: null },
          operations: { "POST /books": ["books_audit"], "GET /books": ["books_read"] },
        },
      });
      expect(diff.people.map(({ direction, operations }) => [direction, operations])).toEqual([
        ["loses", ["POST /books"]],
      ]);
      expect(diff.clients.map(({ direction, permission }) => [direction, permission])).toEqual([
        ["loses", "books_add"],
      ]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a member of a role goes, another comes; a client is pre-authorised",
    async () => {
      const roles = { clerk: { ...orders.roles.clerk, users: ["grace@taylordean.example"] } };
      const diff = await diffWith({ apis: { orders: { ...orders, roles, preAuthorized: ["reports"] } } });
      expect(diff.roles).toEqual([
        {
          direction: "loses",
          api: "orders",
          role: "clerk",
          subjects: [{ kind: "user", name: "ada@taylordean.example" }],
        },
        {
          direction: "gains",
          api: "orders",
          role: "clerk",
          subjects: [{ kind: "user", name: "grace@taylordean.example" }],
        },
      ]);
      expect(sentences(diff.rules)).toEqual([
        "Client `reports` is **pre-authorised** for `orders`: nobody needs to consent.",
      ]);
    },
    ENGINE_TIMEOUT,
  );
});

describe("scopes and clients", () => {
  test(
    "a scope comes and another goes",
    async () => {
      const diff = await diffWith({
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
      ).toEqual(["storefront gains books_lend", "reports loses books_read", "storefront loses books_read"]);
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
      const diff = await diffWith({ clients: { reports: undefined } });
      expect(sentences(diff.rules)).toEqual([
        "Client `reports` is taken out: its registration, secrets and subscriptions go.",
      ]);
      expect(sentences(diff.secrets)).toEqual([
        "The client secret `reports-1` is withdrawn: it stops working at once.",
      ]);
      expect(diff.steps.length).toBeGreaterThan(5);
      for (const step of steps(diff)) expect(step).toMatch(/^delete .* reports/);
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
      expect(steps(diff)).toContain("delete azuread:Application books");
      expect(steps(diff)).toContain("create azuread:Application library");
    },
    ENGINE_TIMEOUT,
  );

  test(
    "another key type replaces the keys, and says why that hurts",
    async () => {
      await stack.setConfig(config({ choreo: { keyType: "SANDBOX" } }));
      const { out } = await runDiff(stack);
      expect(out).toContain(
        "Nobody gains or loses access for good, but what is replaced interrupts it. Resources: 2 to replace.",
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
      const diff = await diffWith(rotated);
      expect(sentences(diff.secrets)).toEqual([
        expect.stringMatching(
          /^The secret of client `storefront` \*\*rotates\*\* \(`1` to `2`\): hand out the new one\. The old one works until \d{4}-\d\d-\d\d or the next rotation, whichever is first\.$/,
        ),
        "New secrets of client `storefront` live `90d` (before: `180d`); those that exist keep their end.",
      ]);
      expect(steps(diff)).toEqual(["create azuread:ApplicationPassword storefront-2"]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "that skip a number cut off who has the old one, and that comes first",
    async () => {
      const diff = await diffWith({ storefront: { secret: { rotation: 3 } } });
      expect(sentences(diff.secrets).slice(0, 2)).toEqual([
        "The secret of client `storefront` **rotates** (`1` to `3`): hand out the new one. The old one **stops working at once**.",
        "The client secret `storefront-1` is withdrawn: it stops working at once.",
      ]);
      expect(steps(diff)).toEqual([
        "delete azuread:ApplicationPassword storefront-1",
        "create azuread:ApplicationPassword storefront-2",
        "create azuread:ApplicationPassword storefront-3",
      ]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "near their end are told though nothing changes",
    async () => {
      const diff = await diffWith({}, new Date(Date.now() + 170 * 24 * 60 * 60 * 1000));
      expect(sentences(diff.secrets)).toEqual([
        expect.stringMatching(/^The client secret `reports-1` expires on \d{4}-\d\d-\d\d, in \d days\.$/),
        expect.stringMatching(/^The client secret `storefront-1` expires on /),
      ]);
      expect(diff.steps).toEqual([]);
    },
    ENGINE_TIMEOUT,
  );
});

test(
  "the examples in the documentation are what the stack and the tool say",
  async () => {
    const clerk = { ...orders.roles.clerk, users: ["ada@taylordean.example", "grace@taylordean.example"] };
    await stack.setConfig(
      config({
        choreo: { keyType: "SANDBOX" },
        books: {
          permissions: { ...permissions, books_lend: { description: "Lend a book", consent: "users" } },
          operations: {
            "POST /books": ["books_add"],
            "GET /books": ["books_read"],
            "GET /books/{id}": ["books_lend"],
          },
          assigned: { groups: ["Clerks", "Librarians"] },
        },
        storefront: { redirectUris: ["https://localhost:9000", "https://shop.example/callback"] },
        apis: { orders: { ...orders, roles: { clerk } } },
        clients: { reports: { ...reports, uses: { ...reports.uses, books: ["books_lend"] } } },
      }),
    );
    const { exitCode, out } = await runDiff(stack);
    expect(exitCode).toBe(0);
    const page = join(projectFolder, "docs", "access-diff.md");
    const { access } = await stack.outputs();
    // Lists of names on one line: it is to be read.
    const json = JSON.stringify(access, null, 2).replace(/\[[^[\]{}]*\]/g, (list) =>
      JSON.stringify(JSON.parse(list)).replaceAll('","', '", "'),
    );
    const model = `\`\`\`json\n${json}\n\`\`\``;
    expect(await documented(page, "model", model)).toBe(model);
    expect(await documented(page, "example", out)).toBe(out);
  },
  ENGINE_TIMEOUT,
);

test(
  "run again it says the same to the byte, and neither a value nor a secret, and nothing was touched",
  async () => {
    const { connections } = await stack.outputs<{ connections: Record<string, { clientSecret: string }> }>({
      secrets: true,
    });
    await stack.setConfig(
      config({
        books: {
          displayName: "HUSH display",
          permissions: { ...permissions, books_read: { description: "HUSH description", consent: "admins" } },
        },
        storefront: { application: { description: "HUSH application" }, secret: { rotation: 2 } },
        clients: { reports: undefined },
      }),
    );
    const now = new Date();
    const [once, again] = [await runDiff(stack, [], now), await runDiff(stack, [], now)];
    expect(again).toEqual(once);
    const json = await runDiff(stack, ["--format", "json"], now);
    for (const { exitCode, out, err } of [once, json]) {
      expect([exitCode, err]).toEqual([0, ""]);
      expect(out.length).toBeGreaterThan(1_000);
      const hidden = [
        "HUSH",
        ...Object.values(connections).map(({ clientSecret }) => clientSecret),
        sandbox.env.CHOREO_TOKEN as string,
        sandbox.env.ARM_CLIENT_SECRET as string,
      ];
      for (const value of hidden) expect(out).not.toContain(value);
    }
    expect(worlds()).toBe(world);
  },
  ENGINE_TIMEOUT,
);
