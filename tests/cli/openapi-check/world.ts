import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "@jest/globals";
import { openapiCheckTool } from "../../../cli/openapi-check/tool.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { type RunningChoreo, startChoreo } from "../../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";

/** A component's document of the API books. */
export const DOCUMENT = `# The library's own document.
openapi: 3.0.3
info: { title: books, version: 1.0.0 }
paths:
  /books:
    get:
      summary: List books # for everybody
      security:
        - oauth: [books_read]
      responses: { "200": { description: OK } }
    post:
      # Librarians only.
      security:
        - oauth: [books_add]
      responses: { "201": { description: Created } }
components:
  securitySchemes:
    # The organisation's Entra ID.
    oauth:
      type: oauth2
      flows:
        implicit:
          authorizationUrl: https://login.example/authorize
          scopes:
            books_read: Read books
            books_add: Add a book # never to guests
`;
/** What is deployed: the same, as JSON. */
const deployed = {
  paths: {
    "/books": {
      get: { security: [{ oauth: ["books_read"] }] },
      post: { security: [{ oauth: ["books_add"] }] },
    },
  },
  components: {
    securitySchemes: {
      oauth: { flows: { implicit: { scopes: { books_read: "Read books", books_add: "Add a book" } } } },
    },
  },
};

/** Choreo with the API deployed from its document, and a folder with a stack that uses it. */
export function withBooks() {
  const world = {
    folder: "",
    choreo: undefined as unknown as RunningChoreo,

    /** The stack's settings: of the API, and what the client uses of it. */
    writeStack: (books: string, uses = "[books_read]") =>
      world.write(
        "Pulumi.dev.yaml",
        `config:
  choreo-azuread:choreo: { identityProvider: AzureAD }
  choreo-azuread:apis: { books: { version: 1.0.0, ${books} } }
  choreo-azuread:clients: { shop: { redirectUris: [https://localhost:9000], uses: { books: ${uses} } } }
`,
      ),

    write: (name: string, text: string) => writeFile(join(world.folder, name), text),

    /** Runs the tool on a document as a person would; it must not change Choreo. */
    async check(
      text: string,
      args: string[] = [],
      name = "openapi.yaml",
      variables: Record<string, string> = {},
    ) {
      const { choreo, folder } = world;
      const path = join(folder, name);
      await writeFile(path, text);
      const lines = { out: [] as string[], err: [] as string[] };
      const terminal = {
        out: (line: string) => void lines.out.push(line),
        err: (line: string) => void lines.err.push(line),
      };
      const env = {
        CHOREO_TOKEN: seed.personalAccessToken,
        CHOREO_PUBLISHER_URL: choreo.urls.publisher,
        CHOREO_DEVPORTAL_URL: choreo.urls.devportal,
        CHOREO_APIS_URL: choreo.urls.apis,
        ...variables,
      };
      const all = [path, "--stack", "dev", "--api", "books", "--cwd", folder, ...args];
      const before = JSON.stringify(choreo.state());
      const code = await runTool(() => openapiCheckTool(all, { terminal, env }), terminal);
      expect(JSON.stringify(choreo.state())).toBe(before);
      return { code, out: lines.out, err: lines.err.join("\n"), text: await readFile(path, "utf8") };
    },
  };
  beforeAll(async () => {
    world.choreo = await startChoreo({
      entraUrl: "https://localhost:1",
      gatewayUrl: () => "https://localhost:2",
    });
  });
  beforeEach(async () => {
    await fetch(`${world.choreo.url}/_sandbox/reset`, { method: "POST" });
    world.choreo.deployComponent({ apiId: seed.apis.books.id, document: deployed });
    world.folder = await mkdtemp(join(tmpdir(), "openapi-check-"));
    await world.write("Pulumi.yaml", "name: choreo-azuread\nconfig: { apis: { default: {} } }\n");
    await world.writeStack("permissionsFrom: choreo");
  });
  afterEach(() => rm(world.folder, { recursive: true }));
  afterAll(() => world.choreo.close());
  return world;
}
