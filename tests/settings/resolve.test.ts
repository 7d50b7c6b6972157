import { describe, expect, test } from "@jest/globals";
import { guideConfig } from "./fixture.ts";
import { books, problems, provider, resolve, world } from "./resolving.ts";

test("what exists is there by its ids", async () => {
  const { apis, clients, tenantId } = await resolve(
    guideConfig({ books: { owners: ["grace@taylordean.example"] } }),
  );
  expect(apis.books).toMatchObject({
    fullyQualifiedNames: {
      books_add: "urn:taylordean:books:books_add",
      books_read: "urn:taylordean:books:books_read",
    },
    principals: { users: { "ada@taylordean.example": "ada-id" }, groups: { Librarians: "librarians-id" } },
    tokenVersion: 2,
    // The one who runs Pulumi stays an owner: Application.ReadWrite.OwnedBy is enough then.
    owners: ["caller-id", "grace-id"],
  });
  expect(clients.storefront?.owners).toEqual(["caller-id"]);
  expect(tenantId).toBe("tenant-id");
});

test("a named deployer owns instead of whoever runs Pulumi", async () => {
  const deployer = "0d9a4a5e-6f7b-4c0a-8a51-2b1f5b7e9c02";
  expect((await resolve({ ...guideConfig(), deployer })).clients.storefront?.owners).toEqual([deployer]);
});

describe("what the gateway will do otherwise than the settings say is told, and stops nobody", () => {
  const notices = async (changes: Parameters<typeof world>[0], raw: unknown = guideConfig()) =>
    (await resolve(raw, world(changes))).notices;

  test("nothing of an API that takes all tokens, and a provider that is not limited", async () => {
    expect(await notices({})).toEqual([]);
    expect(await notices({ api: { keyManagers: ["Other", "AzureAD"] } })).toEqual([]);
    expect(await notices({ provider: { environments: ["Default"] } })).toEqual([]);
  });

  describe("operations that are one path to a gateway", () => {
    const there = (...names: string[]) =>
      ["POST /books", "GET /books", ...names].map((name) => {
        const [verb = "", target = ""] = name.split(" ");
        return { verb, target, scopes: [], anonymous: false };
      });
    const told = (...names: string[]) => notices({ api: { operations: there(...names) } });

    test("but for a slash at the end, or names of parameters", async () => {
      expect(await told("GET /books/")).toEqual([
        "apis.books: GET /books and GET /books/ are in Choreo, and one path to a gateway: it may ask for the permissions of either, or for none where one needs none. Keep one of them in Choreo, or give them the same permissions",
      ]);
      const operations = { "GET /books": ["books_read"], "GET /a/{id}": ["books_add"] };
      const raw = guideConfig({ books: { operations } });
      expect(await notices({ api: { operations: there("GET /a/{id}", "GET /a/{x}") } }, raw)).toEqual([
        expect.stringContaining("apis.books: GET /a/{id} and GET /a/{x} are in Choreo, and one path"),
      ]);
    });

    test("not where they ask for the same, nor others", async () => {
      expect(await told("GET /", "HEAD /books", "GET /books/{id}", "GET /a", "GET /a/")).toEqual([]);
    });
  });

  test("an API that opens without a token of OAuth 2", async () => {
    const otherSecurity = ["api_key", "mutualssl"];
    expect(await notices({ api: { otherSecurity } })).toEqual([
      "apis.books: in Choreo the API also takes API keys (api_key) and client certificates (mutualssl): where that is deployed, they open every operation, whatever permissions it needs. Switch them off in Choreo, or name them under apis.books.expected",
    ]);
    const meant = guideConfig({ books: { expected: otherSecurity } });
    expect(await notices({ api: { otherSecurity } }, meant)).toEqual([]);
    expect(await notices({ api: { takesTokens: false } })).toEqual([
      "apis.books: in Choreo the API takes no tokens of OAuth 2: every call of these clients is refused. Switch OAuth 2 on for the API in Choreo",
    ]);
  });

  test("an API that takes tokens of selected key managers", async () => {
    expect(await notices({ api: { keyManagers: ["Okta"] } })).toEqual([
      "apis.books: in Choreo the API takes tokens of selected key managers only (Okta), and the identity provider AzureAD is none of them: every call of these clients gets 401 900901. Allow it for the API in Choreo",
    ]);
  });

  test("keys of a type that the API has no endpoint for, where a client uses it", async () => {
    const api = { keyTypes: ["PRODUCTION" as const] };
    const sandbox = guideConfig({ choreo: { keyType: "SANDBOX" } });
    const told =
      "apis.books: in Choreo the API has no endpoint for SANDBOX keys, such as storefront has: every call gets 401 900901. Give it that endpoint in Choreo, or set clients.storefront.keyType to PRODUCTION";
    expect(await notices({ api }, sandbox)).toEqual([told]);
    // The client's own setting wins over the stack's, so it is the one that is named.
    const own = guideConfig({ storefront: { keyType: "SANDBOX" } });
    expect(await notices({ api }, own)).toEqual([told]);
    expect(await notices({ api })).toEqual([]);
    expect(await notices({ api }, { ...sandbox, clients: {} })).toEqual([]);
  });

  test("a provider that is limited to other environments than ours", async () => {
    const limited = { provider: { environments: ["Staging"] } };
    const told = [
      "apis.books: the identity provider AzureAD is limited to Staging and does not serve Default: every call there gets 401 900901. An administrator adds the environment to it in Choreo",
    ];
    expect(await notices(limited)).toEqual(told);
    const claims = [{ by: "p/s/books", scopes: [], operations: {}, environments: ["Staging"] }];
    expect(await notices({ ...limited, api: { claims } })).toEqual([]);
    const named = {
      ...guideConfig(),
      choreo: { ...(guideConfig().choreo as object), gatewayEnvironments: ["Default"] },
    };
    expect(await notices({ ...limited, api: { claims } }, named)).toEqual(told);
  });

  test("operations whose security is switched off in Choreo", async () => {
    const operations = books.operations.map((each) => ({ ...each, anonymous: each.verb === "POST" }));
    expect(await notices({ api: { operations } })).toEqual([
      expect.stringMatching(
        /^apis\.books\.operations\["POST \/books"\]: has no security in Choreo \(authType None\).* only books_add opens it, and who calls it without a token gets 401$/,
      ),
    ]);
    const claims = [{ by: "p/s/books", scopes: [], operations: { "POST /books": ["books_add"] } }];
    expect(await notices({ api: { operations, claims } })).toEqual([
      expect.stringContaining(
        "was switched off in Choreo (authType None) after a stack attached permissions",
      ),
    ]);
    const unlisted = guideConfig({ books: { operations: { "GET /books": ["books_read"] } } });
    expect(await notices({ api: { operations } }, unlisted)).toEqual([]);
  });
});

describe("the token version", () => {
  test("follows the identity provider", async () => {
    expect(
      (await resolve(guideConfig(), world({ provider: { tokenVersion: 1 } }))).apis.books?.tokenVersion,
    ).toBe(1);
  });
  test("of the settings is refused where the provider takes tokens of another", async () => {
    expect(await problems(guideConfig({ books: { tokenVersion: 1 } }))).toContain(
      "apis.books.tokenVersion: found 1, but the identity provider AzureAD takes tokens of version 2",
    );
  });
  test("is the settings' where the issuer cannot be read", async () => {
    const unknown = world();
    const { tokenVersion: _, issuer: __, ...rest } = provider;
    unknown.identityProvider = async () => rest;
    expect(
      (await resolve(guideConfig({ books: { tokenVersion: 1 } }), unknown)).apis.books?.tokenVersion,
    ).toBe(1);
    expect((await resolve(guideConfig(), unknown)).apis.books?.tokenVersion).toBe(2);
  });
});

test("a fully qualified name is the bare one wherever it stands, and is there once", async () => {
  const long = "urn:taylordean:books:books_add";
  const permissions = { create: { formerly: long }, books_read: {} };
  const operations = { "POST /books": ["create"], "GET /books": ["books_read"] };
  const uses = { books: ["create"] };
  const { apis } = await resolve(guideConfig({ books: { permissions, operations }, storefront: { uses } }));
  expect(apis.books?.permissions.create?.formerly).toEqual(["books_add"]);

  const twice = { books: ["books_add", long] };
  const said = await problems(
    guideConfig({ books: { operations: { "POST /books": twice.books } }, storefront: { uses: twice } }),
  );
  expect(said).toContain(
    `apis.books.operations["POST /books"][1]: "${long}" is books_add, which is there too`,
  );
  expect(said).toContain(`clients.storefront.uses.books[1]: "${long}" is books_add, which is there too`);
});
