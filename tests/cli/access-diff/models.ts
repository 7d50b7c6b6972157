import type { Comparison, ResourceStep } from "../../../cli/access-diff/types.ts";
import type { AccessModel } from "../../../outputs/types.ts";

/** The guide's example, as the access model of the sandbox's stack would be. */
export function booksModel(): AccessModel {
  return {
    version: 1,
    environment: "dev",
    apis: {
      books: {
        name: "books",
        apiVersion: "1.0.0",
        permissions: {
          books_add: { scope: "urn:taylordean:books:books_add", consent: "admins", enabled: true },
          books_read: { scope: "urn:taylordean:books:books_read", consent: "users", enabled: true },
        },
        operations: { "POST /books": ["books_add"], "GET /books": ["books_read", "books_add"] },
        assignmentRequired: true,
        users: ["ada@taylordean.example"],
        groups: ["Librarians"],
      },
    },
    clients: {
      storefront: {
        redirectUris: ["https://localhost:9000/"],
        uses: { books: ["books_read"] },
        adminConsent: [],
        secret: { rotation: 1, expires: "180d" },
      },
    },
  };
}

/** A changed copy. */
export function changed(edit: (model: AccessModel) => void, from = booksModel()): AccessModel {
  const model = structuredClone(from);
  edit(model);
  return model;
}

export function step(values: Partial<ResourceStep> = {}): ResourceStep {
  return {
    op: "update",
    type: "azuread:Application",
    token: "azuread:index/application:Application",
    name: "storefront",
    urn: `urn:pulumi:dev::choreo-azuread::azuread:index/application:Application::${values.name ?? "storefront"}`,
    properties: [],
    ...values,
  };
}

export function comparison(values: Partial<Comparison> = {}): Comparison {
  return {
    stack: "dev",
    before: booksModel(),
    after: booksModel(),
    steps: [],
    secrets: [],
    now: new Date("2026-06-01T00:00:00Z"),
    ...values,
  };
}
