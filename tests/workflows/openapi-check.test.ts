import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { choreo as seed } from "../../sandbox/seed.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../engine/harness.ts";
import { sharedByTests } from "../lifetimes.ts";
import { checkOut, writeStackFile } from "./checkout.ts";
import { runJob } from "./runner.ts";

const sandbox = sharedByTests(startTrustedSandbox);

/** A document whose `GET /books` asks for these permissions. */
const documentWith = (permissions: string[]) => ({
  openapi: "3.0.3",
  info: { title: "books", version: "1.0.0" },
  paths: {
    "/books": {
      get: { security: [{ oauth: permissions }], responses: { 200: { description: "OK" } } },
      post: { security: [{ oauth: ["books_add"] }], responses: { 201: { description: "Created" } } },
    },
  },
  components: {
    securitySchemes: {
      oauth: {
        type: "oauth2",
        flows: {
          implicit: {
            authorizationUrl: "https://login.example/authorize",
            scopes: { books_read: "Read books", books_add: "Add a book" },
          },
        },
      },
    },
  },
});

/** The checkout of the settings beside the service's, and the workflow as the service's repository calls it. */
async function checkouts(workspace: string) {
  const { CHOREO_TOKEN: _, ...machine } = sandbox.env;
  const settings = await checkOut(join(workspace, "settings"), {
    state: join(workspace, "state"),
    env: { ...machine, GITHUB_WORKSPACE: workspace },
  });
  await writeStackFile(settings, "dev", {
    "choreo-azuread:apis": { books: { version: "1.0.0", permissionsFrom: "choreo" } },
    "choreo-azuread:clients": {},
  });
  const inputs = { "inputs.file": "openapi.json", "inputs.stack": "dev", "inputs.api": "books" };
  return (token: string) =>
    runJob("openapi-check.yml", "check", {
      checkout: { ...settings, folder: workspace },
      values: { ...inputs, "github.workspace": workspace, "secrets.choreo-token": token },
      artifacts: join(workspace, "artifacts"),
    });
}

test(
  "openapi-check.yml: a document that says what is deployed passes, one that opens an operation fails, and without a secret nothing is compared",
  () =>
    inTempFolder(async (workspace) => {
      sandbox.choreo.deployComponent({ apiId: seed.apis.books.id, document: documentWith(["books_read"]) });
      const file = join(workspace, "service", "openapi.json");
      await mkdir(join(workspace, "service"));
      const run = await checkouts(workspace);

      await writeFile(file, JSON.stringify(documentWith(["books_read"])));
      const same = await run(seed.personalAccessToken);
      expect(same).toMatchObject({ ok: true, output: expect.stringContaining("says what") });
      expect(same.summary).toContain("says what Choreo and the stack say.");

      await writeFile(file, JSON.stringify(documentWith([])));
      const differs = await run(seed.personalAccessToken);
      expect(differs.ok).toBe(false);
      expect(differs.summary).toMatch(/^! .*GET \/books/m);
      expect(differs.output).not.toContain(seed.personalAccessToken);

      const fork = await run("");
      expect(fork.ok).toBe(false);
      expect(fork.output).toContain("there are no credentials");

      await rm(file);
      await symlink(join(workspace, "settings", "Pulumi.yaml"), file);
      const link = await run(seed.personalAccessToken);
      expect(link).toMatchObject({ ok: false, output: expect.stringContaining("it is not in") });
    }),
  2 * ENGINE_TIMEOUT,
);
