import type { AccessModel } from "../../../access/index.ts";
import type { AccessDiff, Comparison, ResourceStep } from "../../../cli/access-diff/types.ts";

/** Object ids of the people in {@link booksModel}. */
export const ids = {
  ada: "a1000000-0000-4000-8000-000000000001",
  grace: "a1000000-0000-4000-8000-000000000002",
  eve: "a1000000-0000-4000-8000-000000000003",
  librarians: "b1000000-0000-4000-8000-000000000001",
  deployer: "c1c2a3b4-5d6e-4f70-8192-a3b4c5d6e703",
} as const;

/** The guide's example, as the access model of the sandbox's stack would be: reading is for who consents, writing is granted. */
export function booksModel(): AccessModel {
  return {
    version: 2,
    environment: "dev",
    principals: {
      [ids.ada]: { kind: "user", name: "ada@taylordean.example" },
      [ids.grace]: { kind: "user", name: "grace@taylordean.example" },
      [ids.eve]: { kind: "user", name: "eve@taylordean.example" },
      [ids.librarians]: { kind: "group", name: "Librarians" },
      [ids.deployer]: { kind: "deployer", name: ids.deployer },
    },
    apis: {
      books: {
        name: "books",
        apiVersion: "1.0.0",
        permissions: {
          books_add: { scope: "urn:taylordean:books:books_add", consent: "admins", enabled: true },
          books_read: { scope: "urn:taylordean:books:books_read", consent: "users", enabled: true },
        },
        operations: {
          "POST /books": { permissions: ["books_add"] },
          "GET /books": { permissions: ["books_add", "books_read"] },
        },
        assignmentRequired: true,
        assigned: [ids.ada, ids.librarians],
        owners: [ids.deployer],
      },
    },
    clients: {
      storefront: {
        redirectUris: ["https://localhost:9000/"],
        declared: { books: ["books_read"] },
        granted: {},
        subscribed: ["books"],
        owners: [ids.deployer],
        secret: { rotation: 1, expires: "180d" },
      },
    },
  };
}

/** Lets a client have a permission of the books, listed and granted for everybody. */
export function grant({ clients }: AccessModel, permission: string, client = "storefront"): void {
  const { declared, granted } = clients[client] as AccessModel["clients"][string];
  declared.books = [...(declared.books ?? []), permission].sort();
  granted.books = [...(granted.books ?? []), permission].sort();
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

/** A comparison that found nothing. */
export const nothing: AccessDiff = {
  version: 2,
  stack: "dev",
  environment: "dev",
  notes: [],
  owners: [],
  clients: [],
  people: [],
  roles: [],
  scopes: [],
  rules: [],
  secrets: [],
  replacements: [],
  steps: [],
};
