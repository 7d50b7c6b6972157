import { readFileSync } from "node:fs";
import { parseSettings, readDocuments, type Settings, SettingsError } from "../../settings/index.ts";

/** The day on which the tests take place. */
export const NOW = new Date("2026-11-24T10:00:00Z");

type Raw = Record<string, unknown>;

/** The guide's example, as a stack's configuration without the namespace. */
export function guideConfig(
  changes: { choreo?: Raw; books?: Raw; storefront?: Raw; apis?: Raw; clients?: Raw } = {},
): Raw {
  return {
    environment: "dev",
    choreo: {
      organization: "taylordean",
      organizationId: "0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04",
      identityProvider: "AzureAD",
      ...changes.choreo,
    },
    apis: {
      books: {
        version: "1.0.0",
        permissions: {
          books_add: { description: "Add a book", consent: "admins" },
          books_read: { description: "Read books", consent: "users" },
        },
        operations: { "POST /books": ["books_add"], "GET /books": ["books_read"] },
        assigned: { users: ["ada@taylordean.example"], groups: ["Librarians"] },
        ...changes.books,
      },
      ...changes.apis,
    },
    clients: {
      storefront: {
        redirectUris: ["https://localhost:9000"],
        uses: { books: ["books_add", "books_read"] },
        secret: { expires: "180d", rotation: 1 },
        ...changes.storefront,
      },
      ...changes.clients,
    },
  };
}

/** A configuration without OpenAPI documents. */
export function parse(raw: unknown): Settings {
  return parseSettings(raw, {
    now: NOW,
    documents: (path) => {
      throw new Error(`this test does not read ${path}; await parseWithDocuments`);
    },
  });
}

/** @param files OpenAPI documents by path; others are read from the project's folder */
export async function parseWithDocuments(
  raw: unknown,
  files: Record<string, string> = {},
): Promise<Settings> {
  const documents = await readDocuments(raw, (path) => files[path] ?? readFileSync(path, "utf8"));
  return parseSettings(raw, { now: NOW, documents });
}

/** The problems as `path: message`; fails when there are none. */
export function problemsOf(raw: unknown): string[] {
  try {
    parse(raw);
  } catch (error) {
    return problemsIn(error);
  }
  throw new Error("the configuration was accepted");
}

/** The same with documents. */
export function problemsWithDocuments(raw: unknown, files: Record<string, string> = {}): Promise<string[]> {
  return parseWithDocuments(raw, files).then(() => {
    throw new Error("the configuration was accepted");
  }, problemsIn);
}

function problemsIn(error: unknown): string[] {
  if (!(error instanceof SettingsError)) throw error;
  return error.message
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/^ {2}- (choreo-azuread:(?! ))?/, ""));
}
