import { describe, expect, test } from "@jest/globals";
import { accessModel, apiOutput, connectionOutput } from "../../outputs/index.ts";
import type { ResolvedSettings } from "../../settings/index.ts";
import { guideConfig, parse } from "../settings/fixture.ts";

/** As the look-ups would leave it. */
function resolved(changes: Parameters<typeof guideConfig>[0] = {}): ResolvedSettings {
  const settings = parse(guideConfig(changes));
  const choreo = {
    apiId: "api-id",
    name: "books",
    version: "1.0.0",
    context: "/books",
    scopePrefix: "urn:x:",
    operations: [],
    scopes: [],
    lifecycleState: "CREATED",
    invokeUrls: { Default: "https://gw/books" },
  };
  return {
    ...settings,
    tenantId: "tenant-id",
    identityProvider: {
      id: "idp-id",
      name: "AzureAD",
      tokenEndpoint: "",
      enabled: true,
      tokenType: "EXTERNAL",
    },
    apis: Object.fromEntries(
      Object.entries(settings.apis).map(([key, { roles, ...api }]) => [
        key,
        {
          ...api,
          choreo,
          tokenVersion: 2,
          fullyQualifiedNames: Object.fromEntries(
            Object.keys(api.permissions).map((name) => [name, `urn:x:${name}`]),
          ),
          principals: { users: { "ada@taylordean.example": "ada-id" }, groups: {} },
          roles: Object.fromEntries(
            Object.entries(roles).map(([role, value]) => [
              role,
              { ...value, principals: { users: {}, groups: { Clerks: "clerks-id" } } },
            ]),
          ),
        },
      ]),
    ),
  };
}

describe("the access model", () => {
  test("of the guide's example", () => {
    expect(accessModel(resolved({ storefront: { adminConsent: true } }))).toEqual({
      version: 1,
      environment: "dev",
      apis: {
        books: {
          name: "books",
          apiVersion: "1.0.0",
          permissions: {
            books_add: { scope: "urn:x:books_add", consent: "admins", enabled: true },
            books_read: { scope: "urn:x:books_read", consent: "users", enabled: true },
          },
          operations: { "GET /books": ["books_read"], "POST /books": ["books_add"] },
          assignmentRequired: true,
          users: ["ada@taylordean.example"],
          groups: ["Librarians"],
        },
      },
      clients: {
        storefront: {
          redirectUris: ["https://localhost:9000/"],
          uses: { books: ["books_add", "books_read"] },
          adminConsent: ["books"],
          secret: { rotation: 1, expires: "180d" },
        },
      },
    });
  });

  test("is plain: JSON keeps all of it", () => {
    const model = accessModel(resolved());
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  test("does not depend on the order of the settings", () => {
    const turned = resolved({
      books: {
        permissions: {
          books_read: { description: "Read books", consent: "users" },
          books_add: { description: "Add a book", consent: "admins" },
        },
        operations: { "GET /books": ["books_read"], "POST /books": ["books_add"] },
      },
      storefront: { uses: { books: ["books_read", "books_add"] } },
    });
    expect(JSON.stringify(accessModel(turned))).toBe(JSON.stringify(accessModel(resolved())));
  });

  test("lists those with a role among the users and groups, and says who has which", () => {
    const roles = { clerk: { groups: ["Clerks"] }, boss: { users: ["ada@taylordean.example"] } };
    expect(
      accessModel(resolved({ books: { roles, assigned: undefined, preAuthorized: ["storefront"] } })).apis
        .books,
    ).toMatchObject({
      users: ["ada@taylordean.example"],
      groups: ["Clerks"],
      roles: {
        clerk: { users: [], groups: ["Clerks"] },
        boss: { users: ["ada@taylordean.example"], groups: [] },
      },
      preAuthorized: ["storefront"],
    });
  });
});

test("the output of an API", () => {
  const api = resolved({ books: { roles: { clerk: {} }, assigned: undefined } }).apis.books;
  const azure = {
    applicationObjectId: "o",
    clientId: "c",
    identifierUri: "api://c",
    servicePrincipalObjectId: "s",
    scopeIds: { books_add: "1", books_read: "2" },
  };
  expect(apiOutput({ ...(api as NonNullable<typeof api>), azure })).toMatchObject({
    choreo: { apiId: "api-id", scopePrefix: "urn:x:" },
    azure: { clientId: "c", tokenVersion: 2 },
    scopes: {
      books_add: { fullyQualifiedName: "urn:x:books_add", scopeId: "1", consent: "admins", enabled: true },
    },
    invokeUrls: { Default: "https://gw/books" },
    assigned: { users: { "ada@taylordean.example": "ada-id" }, groups: { Clerks: "clerks-id" } },
  });
});

test("the connection of a client", () => {
  const settings = resolved();
  const azure = {
    applicationObjectId: "o",
    clientId: "c",
    servicePrincipalObjectId: "s",
    clientSecret: "secret",
    clientSecretStarts: "2026-11-24T00:00:00Z",
    clientSecretExpires: "2027-05-23T00:00:00Z",
    clientSecretKeyId: "k",
  };
  const choreoApplication = { applicationId: "a", keyMappingId: "m", subscriptionIds: { books: "sub" } };
  const { clientSecret: _, ...plain } = connectionOutput(
    {
      ...(settings.clients.storefront as NonNullable<typeof settings.clients.storefront>),
      azure,
      choreoApplication,
    },
    settings,
  );
  expect(plain).toMatchObject({
    tenantId: "tenant-id",
    clientId: "c",
    identityProvider: { id: "idp-id", name: "AzureAD" },
    application: { id: "a", name: "storefront (dev)", keyType: "PRODUCTION", keyMappingId: "m" },
    apis: {
      books: {
        permissions: ["books_add", "books_read"],
        scopes: ["urn:x:books_add", "urn:x:books_read"],
        subscriptionId: "sub",
        adminConsent: false,
      },
    },
  });
});
