import { guideConfig, parseWithDocuments, problemsWithDocuments } from "../fixture.ts";

export const schemes = {
  entra: {
    type: "oauth2",
    flows: { authorizationCode: { scopes: { read: "Read things", write: "Write things" } } },
  },
  partner: { type: "oauth2", flows: { clientCredentials: { scopes: { sync: "Synchronise" } } } },
  discovery: { type: "openIdConnect", openIdConnectUrl: "https://example.com" },
  bearer: { type: "http", scheme: "Bearer", bearerFormat: "JWT" },
  basic: { type: "http", scheme: "basic" },
  key: { type: "apiKey", in: "header", name: "x-key" },
};

/** The API `books`, whose document is the first of `files`. */
export function apiOf(files: Record<string, string>, books: Record<string, unknown> = {}) {
  const api = { openapi: Object.keys(files)[0], permissions: undefined, operations: undefined, ...books };
  const raw = { ...guideConfig({ books: api }), clients: {} };
  return {
    api: async () => (await parseWithDocuments(raw, files)).apis.books,
    operations: async () => (await parseWithDocuments(raw, files)).apis.books?.operations,
    permissions: async () => {
      const { permissions = {} } = (await parseWithDocuments(raw, files)).apis.books ?? {};
      return Object.keys(permissions);
    },
    notices: async () => (await parseWithDocuments(raw, files)).notices,
    problems: () => problemsWithDocuments(raw, files),
  };
}

/** An API with this document, `things.json`, laid over one with {@link schemes}. */
export function documented(changes: Record<string, unknown>, books?: Record<string, unknown>) {
  const document = { openapi: "3.1.0", components: { securitySchemes: schemes }, ...changes };
  return apiOf({ "things.json": JSON.stringify(document) }, books);
}

/** An API whose one operation, `GET /things`, has this `security` and these other members. */
export function secured(security: unknown, members: Record<string, unknown> = {}) {
  const get = security === undefined ? members : { security, ...members };
  return documented({ paths: { "/things": { get } } });
}
