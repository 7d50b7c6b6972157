import { beforeEach, describe, expect, test } from "@jest/globals";
import { controlPlane } from "../../providers/choreo/index.ts";
import { startChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import type { Directory } from "../../settings/directory.ts";
import { choreoLookups, resolveSettings } from "../../settings/index.ts";
import { sharedByTests } from "../lifetimes.ts";
import { configFor } from "../providers/emulator.ts";
import { guideConfig, parse, problemsOf } from "./fixture.ts";

// `permissionsFrom: choreo`: what becomes of an API whose permissions live in Choreo.

const directory: Directory = {
  caller: async () => ({ objectId: "caller-id", tenantId: "tenant-id" }),
  users: async (names) => ({
    ids: Object.fromEntries(names.map((name) => [name, `${name}-id`])),
    ambiguous: [],
  }),
  groups: async (names) => ({
    ids: Object.fromEntries(names.map((name) => [name, `${name}-id`])),
    ambiguous: [],
  }),
  isPrincipal: async () => true,
  allUsers: async () => [],
  allGroups: async () => [],
};
const document = {
  paths: {
    "/books": {
      get: { security: [{ oauth: ["books_list"] }] },
      post: { security: [{ oauth: ["books_write"] }] },
    },
    "/search": { get: { security: [{ oauth: [] }] } },
    "/health": { get: {} },
  },
  components: {
    securitySchemes: {
      oauth: { flows: { implicit: { scopes: { books_list: "List books", books_write: "" } } } },
    },
  },
};
const apiId = seed.apis.books.id;

const noDiscovery = async () => {
  throw new Error("nobody should ask");
};
const choreo = sharedByTests(() =>
  startChoreo({ entraUrl: "https://localhost:1", gatewayUrl: () => "https://localhost:2" }),
);
beforeEach(() => fetch(`${choreo.url}/_sandbox/reset`, { method: "POST" }));

async function publish(action = "Publish") {
  const at = `${choreo.urls.publisher}/apis/change-lifecycle?apiId=${apiId}&action=${action}&organizationId=${seed.organizationId}`;
  const headers = { authorization: `Bearer ${seed.personalAccessToken}` };
  expect((await fetch(at, { method: "POST", headers })).ok).toBe(true);
}

function stack(books: Record<string, unknown> = {}, uses: string[] = ["books_list"]) {
  return guideConfig({
    books: { permissions: undefined, operations: undefined, permissionsFrom: "choreo", ...books },
    storefront: { uses: { books: uses } },
  });
}
const resolve = (raw: unknown) =>
  resolveSettings(parse(raw), choreoLookups(controlPlane(configFor(choreo), {}), noDiscovery, directory));
const refused = (raw: unknown) =>
  resolve(raw).then(
    () => "",
    ({ message }: Error) => message,
  );

test("permissions, texts and operations are those that are deployed; the settings add texts and consent", async () => {
  choreo.deployComponent({ apiId, document });
  await publish();
  const { apis, notices } = await resolve(
    stack({
      consent: "users",
      permissions: { books_write: { displayName: "Change books", consent: "admins" } },
    }),
  );
  expect(apis.books?.permissions).toMatchObject({
    books_list: { displayName: "books_list", description: "List books", consent: "users", enabled: true },
    books_write: { displayName: "Change books", description: "Change books", consent: "admins" },
  });
  expect(apis.books?.fullyQualifiedNames).toEqual({
    books_list: "urn:taylordean:books:books_list",
    books_write: "urn:taylordean:books:books_write",
  });
  expect(apis.books?.operations).toEqual({
    "GET /books": ["books_list"],
    "POST /books": ["books_write"],
    "GET /search": [],
    "GET /health": [],
  });
  expect(notices).toEqual([
    "apis.books: without security in Choreo, so that no token is needed: GET /health",
    "apis.books: without a permission in Choreo, so that every token of a subscribed client opens it: GET /search",
  ]);
});

test("names may be written as Choreo's Console shows them", async () => {
  choreo.deployComponent({ apiId, document });
  await publish();
  const qualified = "urn:taylordean:books:books_write";
  const { apis, clients } = await resolve(
    stack({ permissions: { [qualified]: { consent: "users" } } }, [qualified]),
  );
  expect(apis.books?.permissions.books_write?.consent).toBe("users");
  expect(clients.storefront?.uses).toEqual({ books: ["books_write"] });
});

test("scopes that are no permission there stand beside them; one that is a permission there is refused", async () => {
  choreo.deployComponent({ apiId, document });
  await publish();
  const uses = ["books_list", "access_as_user"];
  const { apis, clients } = await resolve(stack({ otherScopes: { access_as_user: null } }, uses));
  expect(apis.books?.fullyQualifiedNames).toMatchObject({ access_as_user: "access_as_user" });
  expect(Object.keys(apis.books?.permissions ?? {})).toEqual(["books_list", "books_write"]);
  expect(clients.storefront?.uses).toEqual({ books: uses });
  expect(await refused(stack({ otherScopes: { books_write: null } }))).toContain(
    "apis.books.otherScopes.books_write: is a permission of this API",
  );
});

describe("refused before anything is made", () => {
  test("what contradicts it in the settings", () => {
    const raw = stack({ operations: { "GET /books": [] }, openapi: "openapi/orders.yaml", adopt: true });
    expect(problemsOf(raw)).toEqual([
      expect.stringMatching(/^apis\.books\.operations: cannot stand beside "permissionsFrom: choreo"/),
      expect.stringMatching(/^apis\.books\.openapi: cannot stand beside/),
      expect.stringMatching(/^apis\.books\.adopt: cannot stand beside/),
    ]);
  });

  test("a permission that is not there, in texts and in uses, with the nearest", async () => {
    choreo.deployComponent({ apiId, document });
    await publish();
    const message = await refused(stack({ permissions: { books_lst: {} } }, ["books_rite"]));
    expect(message).toContain(
      'apis.books.permissions.books_lst: is no permission of the API as it is deployed in Choreo, where its permissions live. Did you mean "books_list"?',
    );
    expect(message).toContain('clients.storefront.uses.books[0]: "books_rite" is no permission of this API');
  });

  test("an API that is not published, or not deployed where the stack goes", async () => {
    choreo.deployComponent({ apiId, document });
    expect(await refused(stack())).toContain(
      'apis.books: the API books 1.0.0 is CREATED in Choreo, and with "permissionsFrom: choreo" this program does not publish it',
    );
    const elsewhere = {
      ...stack(),
      choreo: { ...(stack().choreo as object), gatewayEnvironments: ["Staging"] },
    };
    expect(await refused(elsewhere)).toContain("apis.books: is deployed nowhere in Choreo");
  });

  test("each API that is deployed nowhere is named at once, whatever else is wrong", async () => {
    const raw = stack() as Record<string, Record<string, unknown>>;
    const both = {
      ...raw,
      choreo: { ...raw.choreo, gatewayEnvironments: ["Staging"] },
      apis: { ...raw.apis, orders: { version: "1.0.0", permissionsFrom: "choreo" } },
    };
    const message = await refused(both);
    expect(message).toContain("apis.books: is deployed nowhere in Choreo");
    expect(message).toContain("apis.orders: is deployed nowhere in Choreo");
    expect(message).not.toContain("is no permission of this API");
  });
});

test("a blocked API is told of and stands in nobody's way", async () => {
  choreo.deployComponent({ apiId, document });
  await publish();
  await publish("Block");
  const { notices } = await resolve(stack());
  expect(notices[0]).toBe("apis.books: the API books 1.0.0 is BLOCKED in Choreo: every call is refused");
});
