import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { apiOutput, connectionOutput, legendOf } from "../../outputs/index.ts";
import type { Api } from "../../providers/choreo/index.ts";
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
    operations: ["POST /books", "GET /books"].map((operation) => {
      const [verb = "", target = ""] = operation.split(" ");
      return { verb, target, scopes: [], anonymous: false };
    }),
    scopes: [],
    claims: [],
    anonymousBefore: [],
    keyManagers: [],
    otherSecurity: [],
    takesTokens: true,
    keyTypes: [],
    plans: [],
    lifecycleState: "CREATED",
    invokeUrls: { Default: "https://gw/books" },
  };
  return {
    ...settings,
    tenantId: "tenant-id",
    madeIdentityProvider: undefined,
    remarks: [],
    principals: { "ada-id": { kind: "user", name: "ada@taylordean.example" } },
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

describe("what resources cannot tell", () => {
  const legend = (
    changes: Parameters<typeof resolved>[0] = {},
    api: Partial<Api> = {},
    ownStackId?: string,
  ) => {
    const settings = resolved(changes);
    if (settings.apis.books) Object.assign(settings.apis.books.choreo, api);
    return legendOf({ ...settings, ownStackId });
  };
  const operation = (name: string, scopes: string[] = [], anonymous = false) => {
    const [verb = "", target = ""] = name.split(" ");
    return { verb, target, scopes, anonymous };
  };
  test("of the guide's example", () => {
    expect(legend()).toEqual({
      environment: "dev",
      principals: { "ada-id": { kind: "user", name: "ada@taylordean.example" } },
      apis: {
        books: {
          name: "books",
          apiVersion: "1.0.0",
          apiId: "api-id",
          permissions: {
            books_add: { scope: "urn:x:books_add", consent: "admins", enabled: true },
            books_read: { scope: "urn:x:books_read", consent: "users", enabled: true },
          },
          operations: {
            "GET /books": { permissions: ["books_read"] },
            "POST /books": { permissions: ["books_add"] },
          },
        },
      },
      clients: {
        storefront: {
          declared: { books: ["books_add", "books_read"] },
          secret: { rotation: 1, expires: "180d" },
        },
      },
    });
  });

  test("operations that the settings do not list, without what this stack alone attaches to them", () => {
    const ours = `${pulumi.getProject()}/${pulumi.getStack()}/books`;
    const operations = [
      operation("GET /books", ["books_read"], true),
      operation("PUT /books", ["books_add", "foreign"]),
      operation("DELETE /books", ["books_add"]),
      operation("HEAD /books", [], true),
    ];
    const attached = { "PUT /books": ["books_add"], "DELETE /books": ["books_add"] };
    const claims = [
      { by: ours, scopes: ["books_add"], operations: attached },
      { by: "p/other/books", scopes: ["books_add"], operations: { "DELETE /books": ["books_add"] } },
    ];
    expect(legend({}, { operations, claims }).apis.books?.operations).toEqual({
      "DELETE /books": { permissions: ["books_add"], unlisted: true },
      // Whoever attaches a permission switches security on.
      "GET /books": { permissions: ["books_read"] },
      "HEAD /books": { permissions: [], anonymous: true, unlisted: true },
      "PUT /books": { permissions: ["foreign"], unlisted: true },
    });
  });

  test("another stack of this one's name is known by its id", () => {
    const stack = `${pulumi.getProject()}/${pulumi.getStack()}/books`;
    const [own, twin] = ["1b9d6bcd-0000-4000-8000-000000000001", "1b9d6bcd-0000-4000-8000-000000000002"];
    const claim = (by: string, name: string) => ({
      by,
      scopes: ["books_add"],
      operations: { [name]: ["books_add"] },
    });
    const [ours, theirs] = ["PUT /books", "DELETE /books"] as const;
    const operations = [operation(ours, ["books_add"]), operation(theirs, ["books_add"])];
    const claims = [claim(`${stack}@${own}`, ours), claim(`${stack}@${twin}`, theirs)];
    expect(legend({}, { operations, claims }, own).apis.books?.operations).toMatchObject({
      [ours]: { permissions: [] },
      [theirs]: { permissions: ["books_add"] },
    });
  });

  test("what others have attached to an operation that the settings list stays, and opens it", () => {
    const operations = [
      operation("GET /books", ["books_read", "by_hand"]),
      operation("POST /books", ["books_old"]),
    ];
    const claims = [
      {
        by: `${pulumi.getProject()}/${pulumi.getStack()}/books`,
        scopes: ["books_old"],
        operations: { "POST /books": ["books_old"] },
      },
    ];
    expect(legend({}, { operations, claims }).apis.books?.operations).toEqual({
      "GET /books": { permissions: ["books_read", "by_hand"], others: ["by_hand"] },
      "POST /books": { permissions: ["books_add"] },
    });
  });

  test("operations that wanted no token before, and will want none when nobody claims them", () => {
    const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
    const operations = ["PUT /books", "DELETE /books"].map((name) => operation(name, ["books_add"]));
    const claim = (by: string, name: string) => ({
      by: `${by}/books`,
      scopes: ["books_add"],
      operations: { [name]: ["books_add"] },
    });
    const claims = [claim(stack, "PUT /books"), claim(stack, "DELETE /books"), claim("p/x", "DELETE /books")];
    const anonymousBefore = ["PUT /books", "DELETE /books"];
    expect(legend({}, { operations, claims, anonymousBefore }).apis.books?.operations).toEqual({
      "DELETE /books": { permissions: ["books_add"], unlisted: true },
      "PUT /books": { permissions: [], anonymous: true, unlisted: true },
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
    roleIds: {},
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
    clientSecretKeyIds: ["k"],
  };
  const choreoApplication = { applicationId: "a", keyMappingId: "m", subscriptionIds: { books: "sub" } };
  const { clientSecret: _, ...plain } = connectionOutput(
    {
      ...(settings.clients.storefront as NonNullable<typeof settings.clients.storefront>),
      azure,
      choreoApplication,
    },
    settings,
    settings.identityProvider,
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
