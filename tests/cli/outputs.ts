import type { StackOutputs } from "../../cli/shared/stack.ts";
import type { ApiOutput, ConnectionOutput } from "../../outputs/types.ts";
import { choreo, entra } from "../../sandbox/seed.ts";

/** Outputs as `pulumi up` of the guide's example leaves them; ids are made up. */
export function guideOutputs(): StackOutputs & {
  apis: { books: ApiOutput };
  connections: { storefront: ConnectionOutput };
} {
  const scopePrefix = `urn:${choreo.organization}:books:`;
  const clientId = "580b40b7-5513-4714-a4e0-8d4e784f7dc6";
  return {
    apis: {
      books: {
        choreo: {
          apiId: choreo.apis.books.id,
          name: choreo.apis.books.name,
          version: choreo.apis.books.version,
          context: choreo.apis.books.context,
          scopePrefix,
        },
        azure: {
          applicationObjectId: "20000000-0000-4000-8000-000000000001",
          clientId,
          identifierUri: `api://${clientId}`,
          servicePrincipalObjectId: "20000000-0000-4000-8000-000000000002",
          tokenVersion: 2,
        },
        scopes: {
          books_add: {
            fullyQualifiedName: `${scopePrefix}books_add`,
            scopeId: "20000000-0000-4000-8000-000000000003",
            consent: "admins",
            enabled: true,
          },
          books_read: {
            fullyQualifiedName: `${scopePrefix}books_read`,
            scopeId: "20000000-0000-4000-8000-000000000004",
            consent: "users",
            enabled: true,
          },
        },
        operations: {
          "POST /books": ["books_add"],
          "GET /books": ["books_read"],
          "GET /books/{id}": ["books_read"],
        },
        invokeUrls: { Default: "https://localhost:8243/books/1.0.0" },
        assigned: {
          users: { [entra.users.ada.userPrincipalName]: entra.users.ada.id },
          groups: { [entra.groups.librarians.displayName]: entra.groups.librarians.id },
        },
      },
    },
    connections: {
      storefront: {
        tenantId: entra.tenantId,
        clientId: "30000000-0000-4000-8000-000000000001",
        applicationObjectId: "30000000-0000-4000-8000-000000000002",
        servicePrincipalObjectId: "30000000-0000-4000-8000-000000000003",
        clientSecret: "storefront/secret+value",
        clientSecretExpires: "2027-05-23T00:00:00Z",
        clientSecretKeyId: "30000000-0000-4000-8000-000000000004",
        redirectUris: ["https://localhost:9000/"],
        identityProvider: { id: choreo.identityProviders.v2.id, name: choreo.identityProviders.v2.name },
        application: {
          id: "40000000-0000-4000-8000-000000000001",
          name: "storefront",
          keyType: "PRODUCTION",
          keyMappingId: "40000000-0000-4000-8000-000000000002",
        },
        apis: {
          books: {
            permissions: ["books_add", "books_read"],
            scopes: [`${scopePrefix}books_add`, `${scopePrefix}books_read`],
            subscriptionId: "40000000-0000-4000-8000-000000000003",
            adminConsent: true,
          },
        },
      },
    },
  };
}
