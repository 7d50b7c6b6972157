import { describe, expect, test } from "@jest/globals";
import { guideConfig, parse } from "./fixture.ts";

describe("the guide's example", () => {
  const settings = parse(guideConfig());

  test("names carry the environment", () => {
    expect(settings.apis.books?.displayName).toBe("books (dev)");
    expect(settings.clients.storefront?.displayName).toBe("storefront (dev)");
  });

  test("a bare host gets the trailing slash that Entra keeps", () => {
    expect(settings.clients.storefront?.redirectUris).toEqual(["https://localhost:9000/"]);
  });

  test("what is left out is filled in", () => {
    expect(settings.apis.books).toMatchObject({
      name: "books",
      tokenVersion: undefined,
      roles: {},
      preAuthorized: [],
      owners: [],
      adopt: false,
    });
    expect(settings.apis.books?.permissions.books_add).toEqual({
      displayName: "books_add",
      formerly: [],
      description: "Add a book",
      userDisplayName: "books_add",
      userDescription: "Add a book",
      consent: "admins",
      enabled: true,
    });
    expect(settings.choreo).toMatchObject({ flavour: "choreo", region: "us", keyType: "PRODUCTION" });
    expect(settings.clients.storefront).toMatchObject({
      adminConsent: [],
      application: { throttlingPolicy: "Unlimited" },
      subscriptionPolicy: "Unlimited",
      subscriptionPolicies: {},
    });
  });

  test("a duration is counted from the start of the day", () => {
    expect(settings.clients.storefront?.secret).toEqual({
      expires: "180d",
      rotation: 1,
      revoked: 0,
      warnDays: 30,
      endDate: "2027-05-23T00:00:00Z",
    });
  });

  test("there is nothing to notice", () => expect(settings.notices).toEqual([]));
});

test("adminConsent: true stands for every API that the client uses", () => {
  expect(parse(guideConfig({ storefront: { adminConsent: true } })).clients.storefront?.adminConsent).toEqual(
    ["books"],
  );
});

test("an operation's verb may be in lower case", () => {
  const { apis } = parse(guideConfig({ books: { operations: { "post /books": ["books_add"] } } }));
  expect(apis.books?.operations).toEqual({ "POST /books": ["books_add"] });
});

test("texts for users differ from those for administrators when given", () => {
  const permissions = {
    books_add: { displayName: "Add", userDisplayName: "Add books for you", userDescription: "…" },
  };
  const { apis } = parse(
    guideConfig({ books: { permissions, operations: {} }, storefront: { uses: { books: ["books_add"] } } }),
  );
  expect(apis.books?.permissions.books_add).toMatchObject({
    displayName: "Add",
    description: "Add",
    userDisplayName: "Add books for you",
    userDescription: "…",
    consent: "admins",
  });
});

test("several APIs and clients; a client uses permissions of several APIs", () => {
  const orders = {
    version: "2.0.0",
    permissions: { orders_read: null },
    operations: { "GET /orders": ["orders_read"] },
  };
  const reports = {
    redirectUris: ["http://localhost/cb"],
    uses: { books: ["books_read"], orders: ["orders_read"] },
  };
  const settings = parse(guideConfig({ apis: { orders }, clients: { reports } }));
  expect(Object.keys(settings.apis)).toEqual(["books", "orders"]);
  expect(settings.clients.reports?.uses).toEqual({ books: ["books_read"], orders: ["orders_read"] });
});

test("app roles name who has them", () => {
  const roles = { librarian: { description: "Lends books", groups: ["Librarians"] } };
  const { apis } = parse(guideConfig({ books: { roles, assigned: undefined } }));
  expect(apis.books?.roles).toEqual({
    librarian: {
      displayName: "librarian",
      description: "Lends books",
      allowedMemberTypes: ["User"],
      enabled: true,
      formerly: [],
      users: [],
      groups: ["Librarians"],
    },
  });
});

test("the flavour apim needs no organisation", () => {
  const raw = guideConfig();
  raw.choreo = { flavour: "apim", url: "https://apim.example:9443", identityProvider: "AzureAD" };
  expect(parse(raw).choreo).toMatchObject({ flavour: "apim", url: "https://apim.example:9443" });
});

test("a date that YAML took for a time, in the engine's notation", () => {
  const { clients } = parse(
    guideConfig({ storefront: { secret: { expires: "2027-03-31 00:00:00 +0000 UTC" } } }),
  );
  expect(clients.storefront?.secret).toMatchObject({
    expires: "2027-03-31",
    endDate: "2027-03-31T00:00:00Z",
  });
});
