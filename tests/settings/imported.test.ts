import { describe, expect, test } from "@jest/globals";
import { guideConfig, parse, problemsOf } from "./fixture.ts";
import { resolve } from "./resolving.ts";

type Entry = Record<string, unknown>;

function config(api: Entry, client: Entry, stack: Entry = {}) {
  const guide = guideConfig() as unknown as { apis: { books: Entry }; clients: { storefront: Entry } };
  return {
    ...guide,
    ...stack,
    apis: { books: { ...guide.apis.books, ...api } },
    clients: { storefront: { ...guide.clients.storefront, ...client } },
  };
}

const settings = (api: Entry, client: Entry, stack: Entry = {}) => {
  const { apis, clients } = parse(config(api, client, stack));
  return { books: apis.books, storefront: clients.storefront };
};

describe("what was there before the stack", () => {
  test("keeps its names, is protected, and its permissions in Choreo are taken over", () => {
    const { books, storefront } = settings(
      { imported: true, displayName: "Bücher (Azure)" },
      { imported: true, displayName: "Händler", application: { name: "Händlerportal" } },
    );
    expect(books).toMatchObject({ displayName: "Bücher (Azure)", protect: true, adopt: true });
    expect(storefront).toMatchObject({
      displayName: "Händler",
      applicationName: "Händlerportal",
      protect: true,
    });
  });

  test("can be told not to be protected; others are as the stack is", () => {
    const unprotected = settings({ imported: true, protect: false }, {}, { protect: true });
    expect([unprotected.books?.protect, unprotected.storefront?.protect]).toEqual([false, true]);
    expect(settings({}, {}).books?.protect).toBe(false);
  });

  test("has no other owners than those that are listed, users or not", async () => {
    const owner = "a1000000-0000-4000-8000-000000000009";
    const owners = ["ada@taylordean.example", owner];
    const { apis, clients } = await resolve(config({ imported: true, owners }, { imported: true }));
    expect(apis.books?.owners).toEqual([expect.stringContaining("ada"), owner]);
    expect(clients.storefront?.owners).toEqual([]);
  });

  test("two of one name may stay so; one that is to be made may not take it", () => {
    const same = { displayName: "Bücher", imported: true };
    expect(settings(same, { ...same, application: { name: "shop" } }).storefront?.displayName).toBe("Bücher");
    expect(problemsOf(config({ ...same, displayName: "shop (dev)" }, { displayName: "shop" }))).toEqual([
      expect.stringContaining('would have the name "shop (dev)" in Azure, as apis.books has'),
    ]);
  });
});

test("two applications of one name are refused", () => {
  const guide = config({}, { application: { name: "Shop" } });
  const twin = {
    ...(guide.clients.storefront as Entry),
    displayName: "other",
    application: { name: "shop" },
  };
  expect(problemsOf({ ...guide, clients: { ...guide.clients, twin } })).toEqual([
    expect.stringContaining(
      'clients.twin: would have the name "shop" in Choreo, as clients.storefront has; give one of them another "application.name"',
    ),
  ]);
});

test("the key type of a client, else the stack's", () => {
  expect(settings({}, {}).storefront?.keyType).toBe("PRODUCTION");
  expect(settings({}, { keyType: "SANDBOX" }).storefront?.keyType).toBe("SANDBOX");
});

test("redirect URIs of other platforms: none for the web then, schemes of its own for what is installed", () => {
  const { storefront } = settings(
    {},
    {
      redirectUris: [],
      spaRedirectUris: ["https://shop.example"],
      publicClientRedirectUris: ["msal123://auth", "http://localhost"],
    },
  );
  expect(storefront).toMatchObject({
    redirectUris: [],
    spaRedirectUris: ["https://shop.example/"],
    publicClientRedirectUris: ["msal123://auth", "http://localhost"],
  });
  expect(problemsOf(config({}, { spaRedirectUris: ["msal123://auth"] }))).toEqual([
    expect.stringContaining('spaRedirectUris[0]: "msal123://auth" has the scheme "msal123"'),
  ]);
  expect(problemsOf(config({}, { publicClientRedirectUris: ["no uri", "x://*", "x:/cb"] }))).toEqual([
    expect.stringContaining('publicClientRedirectUris[0]: "no uri" contains white space'),
    expect.stringContaining('publicClientRedirectUris[1]: "x://*" wildcards are not allowed'),
    expect.stringContaining('publicClientRedirectUris[2]: "x:/cb" has no host'),
  ]);
});

test.each([
  [{ orders: ["sweeper"] }, 'appRoles.orders: names "orders", which the client does not use'],
  [
    { books: ["sweepr"] },
    'appRoles.books[0]: unknown role "sweepr" of the API books. Did you mean "sweeper"?',
  ],
  [{ books: ["clerk"] }, 'appRoles.books[0]: "clerk" is a role for users alone'],
  [{ books: ["sweeper", "sweeper"] }, 'appRoles.books[1]: "sweeper" is there twice'],
])("app roles that a client lists %j: %s", (appRoles, said) => {
  const roles = { sweeper: { allowedMemberTypes: ["Application"] }, clerk: {} };
  const api = { roles, assigned: undefined };
  expect(parse(config(api, { appRoles: { books: ["sweeper"] } })).clients.storefront?.appRoles).toEqual({
    books: ["sweeper"],
  });
  expect(problemsOf(config(api, { appRoles }))).toEqual([expect.stringContaining(said)]);
});

test.each([
  [{ notAGuid: { scopes: ["a1000000-0000-4000-8000-000000000001"] } }, "must be the client id of a resource"],
  [{ "00000003-0000-0000-c000-000000000000": {} }, "names no permission"],
  [{ "00000003-0000-0000-c000-000000000000": { scopes: ["User.Read"] } }, "must be a GUID"],
])("other permissions %j: %s", (requiredResourceAccess, said) => {
  expect(problemsOf(config({}, { requiredResourceAccess }))).toEqual([expect.stringContaining(said)]);
  expect(problemsOf(config({ requiredResourceAccess }, {}))).toEqual([expect.stringContaining(said)]);
});

test("an identifier URI is one", () => {
  expect(problemsOf(config({ identifierUri: "books" }, {}))).toEqual([
    expect.stringContaining('identifierUri: found "books"; must be a URI'),
  ]);
});

test("a secret that the client keeps", () => {
  expect(settings({}, { secret: "external" }).storefront?.secret).toBe("external");
  expect(problemsOf(config({}, { secret: "mine" }))).toEqual([
    expect.stringContaining('secret: found "mine"; allowed: external, an object'),
  ]);
});

describe("scopes that are no permission in Choreo", () => {
  const otherScopes = { access_as_user: { consent: "users", description: "Acts" }, legacy: null };

  test("have the texts of a permission; a client names them as it does permissions", async () => {
    const { books, storefront } = settings({ otherScopes }, { uses: { books: ["access_as_user"] } });
    expect(books?.otherScopes.access_as_user).toEqual({
      displayName: "access_as_user",
      description: "Acts",
      userDisplayName: "access_as_user",
      userDescription: "Acts",
      consent: "users",
      enabled: true,
      formerly: [],
    });
    expect(storefront?.uses).toEqual({ books: ["access_as_user"] });
    const { apis } = await resolve(config({ otherScopes }, { uses: { books: ["access_as_user"] } }));
    expect(apis.books?.fullyQualifiedNames).toMatchObject({ access_as_user: "access_as_user" });
  });

  test.each<[string, Entry, string]>([
    ["one that is a permission", { otherScopes: { books_add: null } }, "is a permission of this API"],
    [
      "a fully qualified name",
      { otherScopes: { "urn:taylordean:books:books_add": null } },
      "is a permission of",
    ],
    ["a role's value", { otherScopes, assigned: {}, roles: { legacy: {} } }, "has the value of a role"],
    ["a value that Entra refuses", { otherScopes: { "access as user": null } }, 'scope "access as user" '],
    [
      "on an operation",
      { otherScopes, operations: { "GET /books": ["legacy"] } },
      "no permission of this API",
    ],
    ["texts in Choreo", { otherScopes: { legacy: { inChoreo: {} } } }, "inChoreo"],
  ])("refused: %s", (_, api, said) => {
    expect(problemsOf(config(api, {}))).toContainEqual(expect.stringContaining(said));
  });

  test("one that is switched off and used is told", () => {
    const off = { otherScopes: { legacy: { enabled: false } } };
    expect(parse(config(off, { uses: { books: ["legacy"] } })).notices).toContainEqual(
      expect.stringContaining("clients.storefront uses legacy of books, which is switched off"),
    );
  });
});

describe("app roles that no user may have", () => {
  const ada = ["ada@taylordean.example"];
  const assigned = { users: ada };

  test("stand beside whom the API is assigned to without a role", () => {
    const roles = {
      sweeper: { allowedMemberTypes: ["Application", "Application"] },
      clerk: { enabled: false },
    };
    expect(settings({ assigned, roles }, {}).books).toMatchObject({
      assigned: { users: ada },
      roles: {
        sweeper: { allowedMemberTypes: ["Application"], enabled: true },
        clerk: { allowedMemberTypes: ["User"], enabled: false },
      },
    });
  });

  test.each<[string, Entry, string]>([
    [
      "people without a role beside one for them",
      { assigned, roles: { clerk: { allowedMemberTypes: ["Application", "User"] } } },
      "and clerk is one. Name the users and groups in a role",
    ],
    [
      "people in a role for applications",
      { assigned: {}, roles: { sweeper: { allowedMemberTypes: ["Application"], users: ada } } },
      "roles.sweeper: names users or groups, and is for applications alone",
    ],
    [
      "a role for nobody",
      { assigned: {}, roles: { x: { allowedMemberTypes: [] } } },
      "needs User, Application",
    ],
    [
      "a role for others",
      { assigned: {}, roles: { x: { allowedMemberTypes: ["Group"] } } },
      "allowedMemberTypes[0]",
    ],
  ])("refused: %s", (_, api, said) => {
    expect(problemsOf(config(api, {}))).toEqual([expect.stringContaining(said)]);
  });

  test("people who have one that is switched off are told", () => {
    const roles = { clerk: { enabled: false, users: ada } };
    expect(parse(config({ assigned: {}, roles }, {})).notices).toContainEqual(
      expect.stringContaining("apis.books: the role clerk, which users or groups have, is switched off"),
    );
    const none = parse(config({ assigned: {}, roles: { clerk: { enabled: false } } }, {})).notices;
    expect(none.join()).not.toContain("clerk");
  });
});

test("a plan for an API that the client does not use is refused", () => {
  const plans = { subscriptionPolicies: { book: "Bronze" } };
  expect(problemsOf(config({}, plans))).toEqual([
    expect.stringMatching(
      /clients\.storefront\.subscriptionPolicies\.book: names "book", which the client does not/,
    ),
  ]);
});
