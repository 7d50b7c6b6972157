import { describe, expect, test } from "@jest/globals";
import { guideConfig, parse, problemsOf, problemsWithDocuments } from "./fixture.ts";
import { only } from "./only.ts";

describe("the schema", () => {
  test.each([
    [
      "an unknown key",
      guideConfig({ books: { permision: {} } }),
      'apis.books.permision: unknown key. Did you mean "permissions"',
    ],
    [
      "an unknown key at the top",
      { ...guideConfig(), client: {} },
      'client: unknown key. Did you mean "clients"',
    ],
    [
      "a missing key",
      guideConfig({ books: { version: undefined } }),
      "apis.books.version: is missing; a text is required",
    ],
    [
      "a number for a text",
      guideConfig({ books: { version: 1 } }),
      "apis.books.version: found a number; allowed is a text. Put quotes around what is meant",
    ],
    [
      "a text for a list",
      guideConfig({ storefront: { redirectUris: "https://x/" } }),
      'clients.storefront.redirectUris: found "https://x/"; allowed is a list',
    ],
    [
      "a value that is none of the choices",
      guideConfig({ choreo: { region: "mars" } }),
      'choreo.region: found "mars"; allowed: us, eu',
    ],
    [
      "a token version that does not exist",
      guideConfig({ books: { tokenVersion: 3 } }),
      "apis.books.tokenVersion: found the number 3; allowed: 1, 2",
    ],
    [
      "an organisation id that is none",
      guideConfig({ choreo: { organizationId: "x" } }),
      'choreo.organizationId: found "x"; must be a GUID like',
    ],
    [
      "rotation 0",
      guideConfig({ storefront: { secret: { rotation: 0 } } }),
      "clients.storefront.secret.rotation: found the number 0; must be 1 or more",
    ],
    [
      "no redirect URI",
      guideConfig({ storefront: { redirectUris: [] } }),
      "clients.storefront.redirectUris: found a list; needs at least one redirect URI",
    ],
    [
      "an environment that cannot be part of a name",
      { ...guideConfig(), environment: "d e v" },
      'environment: found "d e v"; must be letters, digits',
    ],
    ["no API", { ...guideConfig(), apis: {}, clients: {} }, "apis: found an object; needs at least one API"],
  ])("%s", (_, raw, expected) => {
    expect(only(raw)).toContain(expected);
  });

  test("a bad entry of a record inside a union is told with its own path", () => {
    const problems = problemsOf(
      guideConfig({ books: { permissions: { books_add: { consent: "all" }, books_read: null } } }),
    );
    expect(problems).toEqual([
      'apis.books.permissions.books_add.consent: found "all"; allowed: users, admins',
    ]);
  });
});

describe("the control plane", () => {
  test("the organisation may be left out: the credential says which one it is", () => {
    const { choreo } = parse(guideConfig({ choreo: { organization: undefined, organizationId: undefined } }));
    expect(choreo).toMatchObject({ flavour: "choreo", identityProvider: "AzureAD" });
  });
  test("a URL belongs to the flavour apim", () => {
    expect(only(guideConfig({ choreo: { url: "https://apim.example" } }))).toContain(
      "choreo.url: is for the flavour apim",
    );
  });
});

describe("names", () => {
  test("two clients of one name", () => {
    const shop = {
      redirectUris: ["https://shop.example/"],
      uses: { books: ["books_read"] },
      displayName: "Storefront",
    };
    expect(only(guideConfig({ clients: { shop } }))).toContain(
      'clients.shop: would have the name "Storefront (dev)" in Azure, as clients.storefront has; give one of them another "displayName"',
    );
  });
  test("a client named like an API", () => {
    const books = { redirectUris: ["https://shop.example/"], uses: { books: ["books_read"] } };
    expect(only(guideConfig({ clients: { books } }))).toContain(
      'clients.books: would have the name "books (dev)" in Azure, as apis.books has',
    );
  });
  test("two entries for one API", () => {
    const again = { name: "books", version: "1.0.0", permissions: {}, operations: {} };
    expect(only(guideConfig({ apis: { again } }))).toContain("apis.again: is books 1.0.0, as apis.books is");
  });
  test("preAuthorized names a client that uses the API", () => {
    const reports = { redirectUris: ["https://r.example/"], uses: {} };
    expect(
      problemsOf(guideConfig({ books: { preAuthorized: ["storefrnt", "reports"] }, clients: { reports } })),
    ).toEqual([
      expect.stringContaining(
        'apis.books.preAuthorized[0]: unknown client "storefrnt". Did you mean "storefront"',
      ),
      expect.stringContaining('apis.books.preAuthorized[1]: the client "reports" does not use this API'),
    ]);
  });
});

test("all errors of a file are told at once, schema and cross references alike", async () => {
  const raw = guideConfig({
    choreo: { keyType: "prod" },
    books: { permissions: { "books add": null }, operations: { "GET /books": ["x"] } },
    storefront: { redirectUris: ["ftp://x/*"], uses: { bookz: ["books_add"] }, secret: { expires: "never" } },
    apis: { orders: { version: "1.0.0", openapi: "missing.yaml" } },
  });
  expect(await problemsWithDocuments(raw)).toEqual([
    expect.stringContaining("choreo.keyType"),
    expect.stringContaining('apis.books.operations["GET /books"][0]'),
    expect.stringContaining('apis.books.permissions["books add"]'),
    expect.stringContaining("apis.orders.openapi: missing.yaml does not exist"),
    expect.stringContaining("clients.storefront.redirectUris[0]"),
    expect.stringContaining("clients.storefront.secret.expires"),
    expect.stringContaining("clients.storefront.uses.bookz"),
  ]);
});

test("a configuration that is no object at all", () => {
  expect(problemsOf(undefined).join()).toContain("choreo-azuread: is missing; an object is required");
});
