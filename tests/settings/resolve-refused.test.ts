import { describe, expect, test } from "@jest/globals";
import type { SettingsError } from "../../settings/index.ts";
import { reason } from "../../settings/reason.ts";
import { guideConfig } from "./fixture.ts";
import { among, problems, resolve, world } from "./resolving.ts";

describe("refused", () => {
  test("a fully qualified name that Entra does not take, however short the permission is", async () => {
    const api = { scopePrefix: `urn:taylordean:${"x".repeat(110)}:` };
    expect(await problems(guideConfig(), world({ api }))).toContain(
      "apis.books.permissions.books_add: the fully qualified name",
    );
  });
  test("a role named like a permission", async () => {
    const roles = { "urn:taylordean:books:books_add": { users: ["ada@taylordean.example"] } };
    expect(await problems(guideConfig({ books: { roles, assigned: undefined } }))).toContain(
      "has the name of a permission",
    );
  });
  test("two entries that are one API in Choreo", async () => {
    const again = { name: "Books", version: "1.0.0", permissions: {}, operations: {} };
    expect(await problems(guideConfig({ apis: { again } }))).toContain(
      "apis.again: is the same API in Choreo as apis.books",
    );
  });
  test("an operation of the OpenAPI document that the API lacks", async () => {
    const raw = {
      ...guideConfig({
        books: { openapi: "openapi/orders.yaml", permissions: undefined, operations: undefined },
      }),
      clients: {},
    };
    expect(await problems(raw)).toContain(
      "apis.books.openapi: openapi/orders.yaml has the operation GET /orders, which the API books 1.0.0 in Choreo has not",
    );
  });
  test("unknown people, without suggestions where the directory may not be read", async () => {
    const directory = { allUsers: async () => Promise.reject(new Error("forbidden")) };
    const message = await problems(
      guideConfig({ books: { assigned: { users: ["eve@x"] } } }),
      world({ directory }),
    );
    expect(message).toContain('apis.books.assigned.users[0]: no user "eve@x" in Entra ID.\n'.trimEnd());
    expect(message).not.toContain("forbidden");
  });
});

test("with refused credentials Entra is asked once", async () => {
  const directory = {
    caller: async () =>
      Promise.reject(
        new Error(
          "invocation of azuread:index/getClientConfig:getClientConfig returned an error: AADSTS7000215",
        ),
      ),
    users: async () => Promise.reject(new Error("never asked")),
  };
  expect(await problems(guideConfig(), world({ directory }))).toBe(
    "1 problem in the configuration; nothing was changed.\n  - choreo-azuread: AADSTS7000215",
  );
});

test.each([
  [
    'invocation of azuread:index/getGroups:getGroups returned an error: invoking azuread:index/getGroups:getGroups: 1 error occurred:\n\t* More than one group found with display name: "x"\n\n',
    'More than one group found with display name: "x"',
  ],
  [
    "Look for the API: there is none\n  Nearest names: books.",
    "Look for the API: there is none – Nearest names: books.",
  ],
  ["x".repeat(200_000), `${"x".repeat(1000)}…`],
])("an error of a look-up on one line", (message, line) => expect(reason(new Error(message))).toBe(line));

describe("one person or group in two spellings", () => {
  const directory = {
    users: among({ "ada@taylordean.example": "ada-id", "Ada@taylordean.example": "ada-id" }),
    groups: among({ Librarians: "librarians-id", "b1000000-0000-4000-8000-000000000001": "librarians-id" }),
  };

  test("is told with both places, in each list", async () => {
    const both = {
      users: ["ada@taylordean.example", "Ada@taylordean.example"],
      groups: ["Librarians", "b1000000-0000-4000-8000-000000000001"],
    };
    const owners = both.users;
    const error = await resolve(
      guideConfig({ books: { assigned: both, owners } }),
      world({ directory }),
    ).catch((reason: SettingsError) => reason.message);
    expect(error).toContain(
      'apis.books.assigned.users[1]: "Ada@taylordean.example" is the same user in Entra ID as "ada@taylordean.example" (choreo-azuread:apis.books.assigned.users[0], object id ada-id); keep one of them',
    );
    expect(error).toContain(
      'apis.books.assigned.groups[1]: "b1000000-0000-4000-8000-000000000001" is the same group',
    );
    expect(error).toContain('apis.books.owners[1]: "Ada@taylordean.example" is the same user');
  });

  test("is none in two lists", async () => {
    const books = {
      assigned: undefined,
      roles: { a: { users: ["ada@taylordean.example"] }, b: { users: ["Ada@taylordean.example"] } },
    };
    const { apis } = await resolve(guideConfig({ books }), world({ directory }));
    expect(Object.keys(apis.books?.roles ?? {})).toEqual(["a", "b"]);
  });
});
