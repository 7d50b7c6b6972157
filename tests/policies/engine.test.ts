import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { rules } from "../../policies/rules/index.ts";
import { projectFolder, type Run } from "../../sandbox/engine/index.ts";
import { choreo, entra } from "../../sandbox/seed.ts";
import { ENGINE_TIMEOUT, inTempFolder, withProgram, withStack } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { sharedByTests } from "../lifetimes.ts";

const sandbox = sharedByTests(startSandbox);

interface Case {
  redirectUris: string[];
  owners: string[];
  assignmentRequired: boolean;
  days: number;
  scopes: { value: string; type: "Admin" | "User" }[];
  subscribed: boolean;
  operations: Record<string, string[]>;
}

const good: Case = {
  redirectUris: ["https://shop.example/cb"],
  owners: [entra.deployer.servicePrincipalId],
  assignmentRequired: true,
  days: 180,
  scopes: [{ value: "urn:taylordean:books:books_add", type: "Admin" }],
  subscribed: true,
  operations: { "POST /books": ["books_add"] },
};

// Each rule alone, and elsewhere than in production: tests/policies/{resources,stack}.test.ts. That the stacks of this repository keep all:
// tests/inProcess/environments.test.ts.

/** One API and one client, written down without the components: what is tested is the pack, and bad ones must get past them. */
const program = (it: Case) => `
  import * as azuread from "@pulumi/azuread";
  import { ApiPermissions, Application, IdpKey, Subscription } from ${JSON.stringify(join(projectFolder, "providers/choreo/index.ts"))};
  const owners = ${JSON.stringify(it.owners)};
  const apiId = ${JSON.stringify(choreo.apis.books.id)};
  new ApiPermissions("books", { apiId, scopes: { books_add: {} }, operations: ${JSON.stringify(it.operations)} });
  const books = new azuread.Application("books", {
    displayName: "books",
    owners,
    api: { oauth2PermissionScopes: ${JSON.stringify(it.scopes)}.map((scope, index) => ({
      id: "a0000000-0000-4000-8000-00000000000" + index, ...scope, enabled: true,
      adminConsentDisplayName: "x", adminConsentDescription: "x", userConsentDisplayName: "x", userConsentDescription: "x",
    })) },
  });
  new azuread.ServicePrincipal("books", { clientId: books.clientId, owners, appRoleAssignmentRequired: ${it.assignmentRequired} });
  const storefront = new azuread.Application("storefront", {
    displayName: "storefront", owners, web: { redirectUris: ${JSON.stringify(it.redirectUris)} },
  });
  new azuread.ApplicationPassword("storefront-1", {
    applicationId: storefront.id, endDate: new Date(Date.now() + ${it.days} * 86_400_000).toISOString(),
  });
  const application = new Application("storefront", { name: "storefront" });
  new IdpKey("storefront", { applicationId: application.id, identityProvider: "AzureAD", consumerKey: storefront.clientId, keyType: "PRODUCTION" });
  ${it.subscribed ? 'new Subscription("storefront-books", { applicationId: application.id, apiId });' : ""}
`;

const VIOLATION = /^\s+- \[(\w+)\]\s+([\w-]+)/gm;
const flags = ["--policy-pack", join(projectFolder, "policies")];

function config(): Record<string, unknown> {
  return {
    "azuread:tenantId": entra.tenantId,
    "choreo-azuread:choreo": {
      organization: choreo.organization,
      organizationId: choreo.organizationId,
      identityProvider: choreo.identityProviders.v2.name,
    },
  };
}

/** @returns whether the engine would go on, and the violated rules, each once */
function verdict({ exitCode, output }: Run) {
  const violated = [...output.matchAll(VIOLATION)].map(([, level, rule]) => `${level} ${rule}`);
  return { ok: exitCode === 0, violated: [...new Set(violated)].sort() };
}

function preview(changes: Partial<Case>, more: string[] = []): Promise<Run> {
  const options = { name: "prod", config: config(), env: sandbox.env };
  return withProgram(program({ ...good, ...changes }), options, (stack) =>
    stack.preview({ flags: [...flags, ...more], mayFail: true }),
  );
}

const worst: Case = {
  redirectUris: ["http://shop.example/cb", "https://*.shop.example/"],
  owners: [],
  assignmentRequired: false,
  days: 3000,
  scopes: [
    { value: "urn:taylordean:books:books_add", type: "User" },
    { value: "urn:taylordean:books:books_ad", type: "Admin" },
  ],
  subscribed: false,
  operations: { "POST /books": ["books_add"], "DELETE /books/{id}": [] },
};

const says: Record<string, string> = {
  "assignment-required": "The web API books lets everyone in the tenant sign in",
  "clients-subscribed": "The client storefront has a key but no subscription",
  "closed-operations": "Every token of a subscribed client opens DELETE /books/{id} of books: list it",
  "https-redirects": "http://shop.example/cb uses http: use https.",
  "no-wildcard-redirects": "https://*.shop.example/ has a wildcard",
  owned: 'The application books has 0 owners and needs 1: set "owners"',
  "scope-names":
    "the scope urn:taylordean:books:books_ad is the fully qualified name of no permission in Choreo.",
  "secret-lifetime": "The secret storefront-1 lives 3000 days; 365 are allowed",
  "write-scopes-admin-consent":
    "Users may consent to urn:taylordean:books:books_add, which opens POST /books: set its consent to admins.",
};

test(
  "a production stack that breaks all rules is stopped by each, which says what to do",
  async () => {
    const run = await preview(worst);
    expect(verdict(run)).toEqual({
      ok: false,
      violated: Object.keys(says).map((rule) => `mandatory ${rule}`),
    });
    for (const message of Object.values(says)) expect(run.output).toContain(message);
  },
  ENGINE_TIMEOUT,
);

test("these are all the rules", () => {
  expect(Object.keys(says)).toEqual(rules.map(({ name }) => name));
});

test(
  "a configuration file sets bounds, levels and what production is",
  () =>
    inTempFolder(async (folder) => {
      const file = join(folder, "policies.json");
      const settings = {
        "secret-lifetime": { maximumDays: 4000 },
        "assignment-required": { productionStacks: ["live"] },
        owned: { enforcementLevel: "advisory" },
      };
      await writeFile(file, JSON.stringify(settings));
      const changes = { days: 3000, assignmentRequired: false, owners: [] };
      const run = await preview(changes, ["--policy-pack-config", file]);
      expect(verdict(run)).toEqual({ ok: true, violated: ["advisory owned"] });
    }),
  ENGINE_TIMEOUT,
);

test(
  "in the production stack of this repository an operation that the settings do not list is all that is wrong",
  async () => {
    const file = parse(await readFile(join(projectFolder, "Pulumi.prod.yaml"), "utf8")) as { config: object };
    // What the settings do not list is in no resource, but in the access model.
    const books = { assigned: { groups: ["Librarians"] }, operations: { "DELETE /books/{id}": null } };
    const orders = { assigned: { groups: ["Clerks"] } };
    const unlisted = { ...file.config, ...config(), "choreo-azuread:apis": { books, orders } };
    await withStack({ name: "prod", config: unlisted, env: sandbox.env }, async (stack) => {
      const run = await stack.preview({ flags, mayFail: true });
      expect(verdict(run)).toEqual({ ok: false, violated: ["mandatory closed-operations"] });
      expect(run.output).toContain("opens DELETE /books/{id} of books");
    });
  },
  ENGINE_TIMEOUT,
);
