import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { projectFolder, type Run } from "../../sandbox/engine/index.ts";
import { choreo, entra } from "../../sandbox/seed.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";
import { ENGINE_TIMEOUT, withProgram, withStack } from "../engine/harness.ts";

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

function preview(changes: Partial<Case>): Promise<ReturnType<typeof verdict>> {
  const options = { name: "prod", config: config(), env: sandbox.env };
  return withProgram(program({ ...good, ...changes }), options, async (stack) =>
    verdict(await stack.preview({ flags, mayFail: true })),
  );
}

test(
  "a stack that keeps all rules passes",
  async () => {
    expect(await preview({})).toEqual({ ok: true, violated: [] });
  },
  ENGINE_TIMEOUT,
);

test(
  "a stack that breaks the rules is stopped, and each rule says so",
  async () => {
    const bad: Partial<Case> = {
      redirectUri: "http://*.shop.example/cb",
      owners: [],
      assignmentRequired: false,
      consent: "User",
      days: 3000,
      subscribed: false,
    };
    expect(await preview(bad)).toEqual({
      ok: false,
      violated: [
        "mandatory assignment-required",
        "mandatory clients-subscribed",
        "mandatory https-redirects",
        "mandatory no-wildcard-redirects",
        "mandatory owned",
        "mandatory secret-lifetime",
        "mandatory write-scopes-admin-consent",
      ],
    });
    expect(await preview({ scope: "urn:taylordean:books:books_ad" })).toEqual({
      ok: false,
      violated: ["mandatory scope-names"],
    });
  },
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
