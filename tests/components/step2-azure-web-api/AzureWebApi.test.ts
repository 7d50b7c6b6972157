import { describe, expect, test } from "@jest/globals";
import { AzureWebApi, type AzureWebApiArgs } from "../../../components/index.ts";
import { mocked, resolved } from "../mocks.ts";

const books: AzureWebApiArgs = {
  displayName: "books (dev)",
  scopes: {
    books_add: {
      value: "urn:taylordean:books:books_add",
      displayName: "Add books",
      description: "Add a book",
      consent: "admins",
    },
    books_read: {
      value: "urn:taylordean:books:books_read",
      displayName: "Read books",
      description: "Read the catalogue",
      userDisplayName: "See your books",
      userDescription: "See the books of your library",
      consent: "users",
      enabled: false,
    },
  },
  principals: { users: { "ada@taylordean.example": "ada-id" }, groups: { Librarians: "librarians-id" } },
  owners: ["deployer-id"],
};

async function make(changes: Partial<AzureWebApiArgs> = {}) {
  let component: AzureWebApi | undefined;
  const mocks = await mocked(() => {
    component = new AzureWebApi("books", { ...books, stackId: "5f7c", ...changes });
  });
  return { ...mocks, component: component as AzureWebApi };
}

describe("the app registration of an API", () => {
  test("has a scope per permission, its value the fully qualified name", async () => {
    const { one } = await make();
    expect(one("Application", "books").inputs).toEqual({
      displayName: "books (dev)",
      notes: "Managed by Pulumi: choreo-azuread/dev. Changes made by hand are undone.",
      tags: ["pulumi", "choreo-azuread/dev", "stack-id:5f7c"],
      owners: ["deployer-id"],
      preventDuplicateNames: true,
      signInAudience: "AzureADMyOrg",
      appRoles: [],
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [
          {
            id: "uuid-of-books-books_add",
            value: "urn:taylordean:books:books_add",
            type: "Admin",
            enabled: true,
            adminConsentDisplayName: "Add books",
            adminConsentDescription: "Add a book",
            userConsentDisplayName: "Add books",
            userConsentDescription: "Add a book",
          },
          {
            id: "uuid-of-books-books_read",
            value: "urn:taylordean:books:books_read",
            type: "User",
            enabled: false,
            adminConsentDisplayName: "Read books",
            adminConsentDescription: "Read the catalogue",
            userConsentDisplayName: "See your books",
            userConsentDescription: "See the books of your library",
          },
        ],
      },
    });
  });

  test("has scopes besides that are no permission in Choreo, by their values", async () => {
    const otherScopes = {
      access_as_user: {
        displayName: "Act",
        description: "Acts",
        consent: "users" as const,
      },
    };
    const { one, component } = await make({ otherScopes });
    const { access_as_user: known } = component.scopeIds;
    if (!known) throw new Error("it has no id");
    const id = await resolved(known);
    expect(one("RandomUuid", "books-scope-access_as_user")).toBeDefined();
    const { oauth2PermissionScopes } = one("Application", "books").inputs.api as Record<string, unknown>;
    expect(oauth2PermissionScopes).toContainEqual({
      id,
      value: "access_as_user",
      type: "User",
      enabled: true,
      adminConsentDisplayName: "Act",
      adminConsentDescription: "Acts",
      userConsentDisplayName: "Act",
      userConsentDescription: "Acts",
    });
  });

  test("has the identifier URI api://<client id>, set by a resource of its own", async () => {
    const { one, component } = await make();
    expect(one("ApplicationIdentifierUri", "books").inputs).toEqual({
      applicationId: "books-id",
      identifierUri: "api://client-id-of-books",
    });
    expect(await resolved(component.identifierUri)).toBe("api://client-id-of-books");
  });

  test("takes tokens of the version that fits the identity provider", async () => {
    const { one } = await make({ tokenVersion: 1 });
    expect(one("Application", "books").inputs.api).toMatchObject({ requestedAccessTokenVersion: 1 });
  });

  test("gives out the scopes' own ids", async () => {
    const { component } = await make();
    expect(
      await resolved(component.scopeIds.books_add as NonNullable<typeof component.scopeIds.books_add>),
    ).toBe("uuid-of-books-books_add");
  });
});

describe("who may use it (step 2.1)", () => {
  test("its service principal demands an assignment", async () => {
    const { one } = await make();
    expect(one("ServicePrincipal", "books").inputs).toMatchObject({
      clientId: "client-id-of-books",
      appRoleAssignmentRequired: true,
      owners: ["deployer-id"],
    });
  });

  test("users and groups are assigned with the default access", async () => {
    const { one, names } = await make();
    const common = {
      appRoleId: "00000000-0000-0000-0000-000000000000",
      resourceObjectId: "object-id-of-books",
    };
    expect(names("AppRoleAssignment")).toHaveLength(2);
    expect(one("AppRoleAssignment", "books-user-ada-id").inputs).toEqual({
      ...common,
      principalObjectId: "ada-id",
    });
    expect(one("AppRoleAssignment", "books-group-librarians-id").inputs).toEqual({
      ...common,
      principalObjectId: "librarians-id",
    });
  });

  test("with roles, they are assigned to the role", async () => {
    const { one, names } = await make({
      principals: undefined,
      roles: {
        librarian: {
          displayName: "Librarian",
          description: "Lends books",
          principals: { users: {}, groups: { Librarians: "librarians-id" } },
        },
      },
    });
    expect(one("Application", "books").inputs.appRoles).toEqual([
      {
        id: "uuid-of-books-role-librarian",
        value: "librarian",
        displayName: "Librarian",
        description: "Lends books",
        allowedMemberTypes: ["User"],
        enabled: true,
      },
    ]);
    expect(names("AppRoleAssignment")).toEqual(["books-role-librarian-group-librarians-id"]);
    expect(one("AppRoleAssignment", "books-role-librarian-group-librarians-id").inputs.appRoleId).toBe(
      "uuid-of-books-role-librarian",
    );
  });

  test("a role is for whom it says, and may be switched off; people without one stand beside it", async () => {
    const texts = { displayName: "Sweeper", description: "Sweeps", principals: { users: {}, groups: {} } };
    const { one, names } = await make({
      principals: { users: { ada: "ada-id" }, groups: {} },
      roles: { sweeper: { ...texts, allowedMemberTypes: ["Application"], enabled: false } },
    });
    expect(one("Application", "books").inputs.appRoles).toMatchObject([
      { value: "sweeper", allowedMemberTypes: ["Application"], enabled: false },
    ]);
    expect(names("AppRoleAssignment")).toEqual(["books-user-ada-id"]);
  });
});

test("everything under it is its child", async () => {
  const { component } = await make();
  const { application, servicePrincipal, identifierUri } = component.nodes;
  for (const child of [application, servicePrincipal, identifierUri]) {
    expect(await resolved(child.urn)).toContain("::choreo-azuread:index:AzureWebApi$azuread:index/");
  }
});

test("of a registration that was there before: no mark, its own URI, sign-in as it was", async () => {
  const { one } = await make({
    imported: true,
    assignmentRequired: false,
    identifierUri: "api://books",
    requiredResourceAccess: { graph: { scopes: ["user-read"], roles: [] } },
  });
  const { inputs } = one("Application", "books");
  for (const mark of ["notes", "tags", "preventDuplicateNames", "signInAudience"])
    expect(inputs).not.toHaveProperty(mark);
  expect(inputs.requiredResourceAccesses).toEqual([
    { resourceAppId: "graph", resourceAccesses: [{ id: "user-read", type: "Scope" }] },
  ]);
  expect(one("ApplicationIdentifierUri", "books").inputs.identifierUri).toBe("api://books");
  const principal = one("ServicePrincipal", "books").inputs;
  expect(principal).toMatchObject({ appRoleAssignmentRequired: false });
  expect(Object.keys(principal).sort()).toEqual(["appRoleAssignmentRequired", "clientId"]);
});

test("user consent texts that are empty are not declared", async () => {
  const scope = {
    value: "urn:x:y",
    displayName: "Y",
    description: "Does Y",
    consent: "users" as const,
    userDisplayName: "",
    userDescription: "",
  };
  const { one } = await make({ scopes: { y: scope } });
  expect(
    (one("Application", "books").inputs.api as { oauth2PermissionScopes: object[] }).oauth2PermissionScopes,
  ).toEqual([
    {
      id: "uuid-of-books-y",
      value: "urn:x:y",
      type: "User",
      enabled: true,
      adminConsentDisplayName: "Y",
      adminConsentDescription: "Does Y",
    },
  ]);
});
