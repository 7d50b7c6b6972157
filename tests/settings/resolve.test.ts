import { describe, expect, test } from "@jest/globals";
import type { Api, IdentityProvider } from "../../providers/choreo/index.ts";
import { type Lookups, resolveSettings, SettingsError } from "../../settings/index.ts";
import { reason } from "../../settings/reason.ts";
import { guideConfig, parseWithDocuments } from "./fixture.ts";

const books: Api = {
  apiId: "books-id",
  name: "books",
  version: "1.0.0",
  context: "/books",
  scopePrefix: "urn:taylordean:books:",
  operations: [
    { verb: "GET", target: "/books", scopes: [], anonymous: false },
    { verb: "POST", target: "/books", scopes: [], anonymous: false },
  ],
  scopes: [],
  claims: [],
  anonymousBefore: [],
  keyManagers: ["all"],
  lifecycleState: "CREATED",
  keyTypes: ["PRODUCTION", "SANDBOX"],
  plans: ["Unlimited"],
  invokeUrls: { Default: "https://gateway.example/books/1.0.0" },
};
const provider: IdentityProvider = {
  id: "idp",
  name: "AzureAD",
  tokenEndpoint: "",
  enabled: true,
  tokenType: "EXTERNAL",
  issuer: "https://login.microsoftonline.com/tenant/v2.0",
  tokenVersion: 2,
};
const people: Record<string, string> = {
  "ada@taylordean.example": "ada-id",
  "grace@taylordean.example": "grace-id",
};
const groups: Record<string, string> = { Librarians: "librarians-id", Clerks: "clerks-id" };

const among = (all: Record<string, string>) => async (names: string[]) => ({
  ids: Object.fromEntries(names.filter((name) => name in all).map((name) => [name, all[name] as string])),
  ambiguous: [],
});

function world(
  changes: {
    api?: Partial<Api>;
    provider?: Partial<IdentityProvider>;
    directory?: Partial<Lookups["directory"]>;
  } = {},
): Lookups {
  return {
    api: async () => ({ ...books, ...changes.api }),
    identityProvider: async () => ({ ...provider, ...changes.provider }),
    deployed: async () => undefined,
    identityProviderId: async () => undefined,
    discovery: async () => {
      throw new Error("nobody should ask");
    },
    isOfferedInPortal: async () => ({ isOffered: true }),
    gatewayEnvironments: async () => ["Default"],
    applicationPolicies: async () => ["Unlimited"],
    wasDeployedByStack: async () => false,
    isSubscribed: async () => false,
    isScopeTaken: async () => false,
    directory: {
      isPrincipal: async () => true,
      caller: async () => ({ objectId: "caller-id", tenantId: "tenant-id" }),
      users: among(people),
      groups: among(groups),
      allUsers: async () => Object.keys(people),
      allGroups: async () => Object.keys(groups),
      ...changes.directory,
    },
  };
}

const resolve = async (raw: unknown, lookups = world()) =>
  resolveSettings(await parseWithDocuments(raw), lookups);

async function problems(raw: unknown, lookups = world()): Promise<string> {
  const error = await resolve(raw, lookups).then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(SettingsError);
  return (error as Error).message;
}

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

  test("an API that takes tokens of selected key managers", async () => {
    expect(await notices({ api: { keyManagers: ["Okta"] } })).toEqual([
      "apis.books: in Choreo the API takes tokens of selected key managers only (Okta), and the identity provider AzureAD is none of them: every call of these clients gets 401 900901. Allow it for the API in Choreo",
    ]);
  });

  test("keys of a type that the API has no endpoint for, where a client uses it", async () => {
    const api = { keyTypes: ["PRODUCTION" as const] };
    const sandbox = guideConfig({ choreo: { keyType: "SANDBOX" } });
    expect(await notices({ api }, sandbox)).toEqual([
      "apis.books: in Choreo the API has no endpoint for SANDBOX keys, which keyType of these settings makes: every call gets 401 900901. Give it that endpoint in Choreo, or set keyType (choreo-azuread:keyType, else choreo.keyType) to PRODUCTION",
    ]);
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
