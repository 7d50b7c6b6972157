import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { rules } from "../../policies/rules/index.ts";
import { projectFolder, type Run } from "../../sandbox/engine/index.ts";
import { choreo, entra } from "../../sandbox/seed.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";
import { ENGINE_TIMEOUT, inTempFolder, withProgram, withStack } from "../engine/harness.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox?.stop());

interface Case {
  redirectUri: string;
  owners: string[];
  assignmentRequired: boolean;
  consent: "Admin" | "User";
  days: number;
  scope: string;
  subscribed: boolean;
}

const good: Case = {
  redirectUri: "https://shop.example/cb",
  owners: [entra.deployer.servicePrincipalId],
  assignmentRequired: true,
  consent: "Admin",
  days: 180,
  scope: "urn:taylordean:books:books_add",
  subscribed: true,
};

/** One API and one client, written down without the components: what is tested is the pack, and bad ones must get past them. */
const program = (it: Case) => `
  import * as azuread from "@pulumi/azuread";
  import { ApiPermissions, Application, IdpKey, Subscription } from ${JSON.stringify(join(projectFolder, "providers/choreo/index.ts"))};
  const owners = ${JSON.stringify(it.owners)};
  const apiId = ${JSON.stringify(choreo.apis.books.id)};
  new ApiPermissions("books", { apiId, scopes: { books_add: {} }, operations: { "POST /books": ["books_add"] } });
  const books = new azuread.Application("books", {
    displayName: "books",
    owners,
    api: { oauth2PermissionScopes: [{
      id: "a0000000-0000-4000-8000-000000000001", value: ${JSON.stringify(it.scope)}, type: ${JSON.stringify(it.consent)}, enabled: true,
      adminConsentDisplayName: "x", adminConsentDescription: "x", userConsentDisplayName: "x", userConsentDescription: "x",
    }] },
  });
  new azuread.ServicePrincipal("books", { clientId: books.clientId, owners, appRoleAssignmentRequired: ${it.assignmentRequired} });
  const storefront = new azuread.Application("storefront", {
    displayName: "storefront", owners, web: { redirectUris: [${JSON.stringify(it.redirectUri)}] },
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

interface Setting {
  name?: string;
  more?: string[];
}

function preview(changes: Partial<Case>, { name = "prod", more = [] }: Setting = {}): Promise<Run> {
  const options = { name, config: config(), env: sandbox.env };
  return withProgram(program({ ...good, ...changes }), options, (stack) =>
    stack.preview({ flags: [...flags, ...more], mayFail: true }),
  );
}

test(
  "a production stack that keeps all rules passes",
  async () => {
    expect(verdict(await preview({}))).toEqual({ ok: true, violated: [] });
  },
  ENGINE_TIMEOUT,
);

const bad: [rule: string, change: Partial<Case>, message: string][] = [
  [
    "assignment-required",
    { assignmentRequired: false },
    "The web API books lets everyone in the tenant sign in",
  ],
  ["clients-subscribed", { subscribed: false }, "The client storefront has a key but no subscription"],
  [
    "https-redirects",
    { redirectUri: "http://shop.example/cb" },
    "http://shop.example/cb uses http: use https.",
  ],
  [
    "no-wildcard-redirects",
    { redirectUri: "https://*.shop.example/" },
    "https://*.shop.example/ has a wildcard",
  ],
  ["owned", { owners: [] }, 'The application books has 0 owners and needs 1: set "owners"'],
  [
    "scope-names",
    { scope: "urn:taylordean:books:books_ad" },
    "the scope urn:taylordean:books:books_ad is the fully qualified name of no permission in Choreo.",
  ],
  ["secret-lifetime", { days: 3000 }, "The secret storefront-1 lives 3000 days; 365 are allowed"],
  [
    "write-scopes-admin-consent",
    { consent: "User" },
    "Users may consent to urn:taylordean:books:books_add, which opens POST /books: set its consent to admins.",
  ],
];

test.each(bad)(
  "%s stops the engine, alone, and says what to do",
  async (rule, change, message) => {
    const run = await preview(change);
    expect(verdict(run)).toEqual({ ok: false, violated: [`mandatory ${rule}`] });
    expect(run.output).toContain(message);
  },
  ENGINE_TIMEOUT,
);

test("these are all the rules", () => {
  expect(bad.map(([rule]) => rule)).toEqual(rules.map(({ name }) => name));
});

test(
  "elsewhere than in production the two rules for it say nothing",
  async () => {
    const open = await preview({ assignmentRequired: false, consent: "User" }, { name: "dev" });
    expect(verdict(open)).toEqual({ ok: true, violated: [] });
  },
  ENGINE_TIMEOUT,
);

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
      const run = await preview(
        { days: 3000, assignmentRequired: false, owners: [] },
        { more: ["--policy-pack-config", file] },
      );
      expect(verdict(run)).toEqual({ ok: true, violated: ["advisory owned"] });
    }),
  ENGINE_TIMEOUT,
);

test(
  "the production stack of this repository keeps all rules",
  async () => {
    const file = parse(await readFile(join(projectFolder, "Pulumi.prod.yaml"), "utf8")) as { config: object };
    const options = { name: "prod", config: { ...file.config, ...config() }, env: sandbox.env };
    await withStack(options, async (stack) => {
      const run = await stack.preview({ flags, mayFail: true });
      expect({ ...verdict(run), errors: run.errors }).toEqual({ ok: true, violated: [], errors: [] });
    });
  },
  ENGINE_TIMEOUT,
);
