import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { projectFolder } from "../../../sandbox/engine/index.ts";
import { documented } from "../../../scripts/documented.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import type { TestStack } from "../../inProcess/open.ts";
import {
  bothEndpoints,
  config,
  type Deployed,
  deploy,
  deployByHand,
  diffWith,
  editByHand,
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

test("the first up: everything is new, and the note says that it is", () => {
  expect(deployed.first.notes).toEqual(["Nothing is deployed yet: everything below is new."]);
  expect(
    [...deployed.first.clients, ...deployed.first.people].every(({ direction }) => direction === "gains"),
  ).toBe(true);
  expect(deployed.first.steps.every(({ op }) => op === "create")).toBe(true);
  expect(sentences(deployed.first.rules)).toContain("API `books` (`books 1.0.0`) is new here.");
  expect(deployed.first.roles.map(({ role, subjects }) => [role, subjects.length])).toEqual([["clerk", 2]]);
  expect(sentences(deployed.first.secrets)).toEqual([
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
    expect([version, name, environment]).toEqual([2, "dev", "dev"]);
    expect(Object.values(lists).flat()).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

describe("people", () => {
  test(
    "a user who is assigned no longer loses the operations, the group keeps them",
    async () => {
      const diff = await diffWith(stack, { books: { assigned: { groups: ["Librarians"] } } });
      const loss = { direction: "loses", subjects: [{ kind: "user", name: "ada@taylordean.example" }] };
      const exceptMembersOf = ["Librarians"];
      expect(diff.people).toMatchObject([
        { ...loss, operations: ["GET /books"], through: ["reports", "storefront"], exceptMembersOf },
        { ...loss, operations: ["POST /books"], through: ["storefront"], ifAdminConsented: true },
      ]);
      expect([diff.clients, diff.scopes, diff.rules]).toEqual([[], [], []]);
      expect(stepsOf(diff)).toEqual([
        "delete azuread:AppRoleAssignment books-user-a1000000-0000-4000-8000-000000000001",
      ]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "an operation that needs another permission is lost for whom no client has it",
    async () => {
      const diff = await diffWith(stack, {
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
      const diff = await diffWith(stack, {
        apis: { orders: { ...orders, roles, preAuthorized: ["reports"] } },
      });
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
        "Client `reports` is **pre-authorised** for `orders_read` of `orders`: nobody needs to consent, as before.",
      ]);
    },
    ENGINE_TIMEOUT,
  );
});

test(
  "the examples in the documentation are what the stack and the tool say",
  async () => {
    for (const api of ["books", "orders"] as const) await editByHand(deployed.sandbox, api, bothEndpoints);
    // `books` gets another revision by this change; the endpoints of `orders` count as they are deployed.
    await deployByHand(deployed.sandbox, "orders");
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
    const page = (name: string) => join(projectFolder, "docs", name);
    const { access } = await stack.outputs();
    // Lists of names on one line: it is to be read.
    const { apis, clients, ...rest } = access as Record<string, Record<string, unknown>>;
    const shown = { apis: { orders: apis?.orders }, clients: { storefront: clients?.storefront }, ...rest };
    const json = JSON.stringify(shown, null, 2).replace(/\[[^[\]{}]*\]/g, (list) =>
      JSON.stringify(JSON.parse(list)).replaceAll('","', '", "'),
    );
    const model = `\`\`\`json\n${json}\n\`\`\``;
    expect(await documented(page("access-model.md"), "model", model)).toBe(model);
    // docs/first-hour.md shows picture and resources.
    const example = out.slice(0, out.indexOf("```mermaid")).trim();
    expect(await documented(page("access-diff.md"), "example", example)).toBe(example);
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
    const { entra, choreo } = deployed.sandbox;
    const worlds = () => JSON.stringify([entra.state(), choreo.state()]);
    const before = worlds();
    const now = new Date();
    const [once, again] = [await runDiff(stack, [], now), await runDiff(stack, [], now)];
    expect(again).toEqual(once);
    const json = await runDiff(stack, ["--json"], now);
    for (const { exitCode, out, err } of [once, json]) {
      expect([exitCode, err]).toEqual([0, ""]);
      expect(out.length).toBeGreaterThan(1_000);
      const hidden = [
        "HUSH",
        ...Object.values(connections).map(({ clientSecret }) => clientSecret),
        deployed.sandbox.env.CHOREO_TOKEN as string,
        deployed.sandbox.env.ARM_CLIENT_SECRET as string,
      ];
      for (const value of hidden) expect(out).not.toContain(value);
    }
    expect(worlds()).toBe(before);
  },
  ENGINE_TIMEOUT,
);
