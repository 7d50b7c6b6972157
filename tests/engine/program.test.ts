import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openStack, type Run, type Stack, sandboxFolder } from "../../sandbox/engine/index.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";
import { guideStack, plain } from "./guideStack.ts";
import { ENGINE_TIMEOUT } from "./harness.ts";

// One life of one stack, in order: each test goes on from where the one before it stopped.
let sandbox: Sandbox;
let folder: string;
let stack: Stack;
let before: string;

const worlds = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
const steps = (run: Run) =>
  run.steps.map(({ op, type, name }) => `${op} ${type.split(/[/:]/).at(-1)} ${name}`).sort();
const configure = (changes?: Parameters<typeof guideStack>[0]) => stack.setConfig(plain(guideStack(changes)));

const orders = { version: "1.0.0", openapi: "openapi/orders.yaml", consent: "users" };
const reports = {
  redirectUris: ["https://localhost:9001/cb"],
  uses: { books: ["books_read"], orders: ["orders_read"] },
  adminConsent: ["orders"],
};
const withReports = { apis: { orders }, clients: { reports } };
const permissions = {
  books_add: { description: "Add a book", consent: "admins" },
  books_read: { description: "Read books", consent: "users" },
};
const operations = { "POST /books": ["books_add"], "GET /books": ["books_read"] };

beforeAll(async () => {
  sandbox = await startSandbox();
  before = worlds();
  folder = await mkdtemp(join(sandboxFolder, "program-"));
  stack = await openStack({ folder, name: "test", env: sandbox.env, config: plain(guideStack(withReports)) });
}, ENGINE_TIMEOUT);

afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Application {
  displayName: string;
  appId: string;
  identifierUris: string[];
  api: {
    oauth2PermissionScopes: { value: string; type: string; isEnabled: boolean }[];
    requestedAccessTokenVersion: number;
  };
  passwordCredentials: { displayName: string; endDateTime: string }[];
}

function application(displayName: string): Application {
  const { applications } = sandbox.entra.state() as { applications: Application[] };
  const found = applications.filter((candidate) => candidate.displayName === displayName);
  expect(found).toHaveLength(1);
  return found[0] as Application;
}

const scopes = () =>
  application("books (test)")
    .api.oauth2PermissionScopes.map(({ value, isEnabled }) => `${value}${isEnabled ? "" : " (off)"}`)
    .sort();
const secrets = () =>
  application("storefront (test)")
    .passwordCredentials.map(({ displayName }) => displayName)
    .sort();

test(
  "up makes both sides",
  async () => {
    const run = await stack.up();
    expect(run.changes.create).toBe(run.steps.length);
    expect(run.output).toMatch(
      /warning: apis\.books\.operations: DELETE \/books\/\{id\}, GET \/books\/\{id\} are not listed and need no permission in Choreo: everyone who can sign in to reports or storefront/,
    );
    expect(scopes()).toEqual(["urn:taylordean:books:books_add", "urn:taylordean:books:books_read"]);
    const { appId, identifierUris } = application("books (test)");
    expect(identifierUris).toEqual([`api://${appId}`]);
    expect(secrets()).toEqual(["rotation 1"]);
  },
  ENGINE_TIMEOUT,
);

test(
  "a preview after it shows no changes, and so after a refresh",
  async () => {
    expect(steps(await stack.preview({ flags: ["--expect-no-changes"] }))).toEqual([]);
    await stack.refresh();
    expect(steps(await stack.preview({ flags: ["--expect-no-changes"] }))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "outputs tell all that the guide's step 5 needs, and the secret is the only secret",
  async () => {
    const shown = await stack.outputs<{ connections: Record<string, Record<string, unknown>> }>();
    const { storefront } = shown.connections;
    expect(storefront).toMatchObject({
      tenantId: sandbox.entra.tenantId,
      clientId: application("storefront (test)").appId,
      redirectUris: ["https://localhost:9000/"],
      identityProvider: { name: "AzureAD" },
      application: { name: "storefront (test)", keyType: "PRODUCTION" },
      apis: {
        books: {
          permissions: ["books_add", "books_read"],
          scopes: ["urn:taylordean:books:books_add", "urn:taylordean:books:books_read"],
          adminConsent: false,
        },
      },
    });
    expect(shown.connections.storefront?.clientSecret).toBe("[secret]");
  },
  ENGINE_TIMEOUT,
);

test(
  "no secret is in clear in the state",
  async () => {
    const { connections } = await stack.outputs<{ connections: Record<string, { clientSecret: string }> }>({
      secrets: true,
    });
    const state = JSON.stringify(await stack.exportState());
    for (const { clientSecret } of Object.values(connections)) {
      expect(clientSecret.length).toBeGreaterThan(8);
      expect(state).not.toContain(clientSecret);
    }
    for (const credential of [sandbox.env.CHOREO_TOKEN, sandbox.env.ARM_CLIENT_SECRET])
      expect(state).not.toContain(credential);
  },
  ENGINE_TIMEOUT,
);

describe("the smallest preview for", () => {
  test(
    "disabling a scope: the application alone",
    async () => {
      await configure({
        ...withReports,
        books: { permissions: { ...permissions, books_read: { ...permissions.books_read, enabled: false } } },
      });
      const run = await stack.preview();
      expect(steps(run)).toEqual(["update Application books"]);
      expect(run.steps[0]?.diffs).toEqual(["api"]);
      await stack.up();
      expect(scopes()).toEqual(["urn:taylordean:books:books_add", "urn:taylordean:books:books_read (off)"]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "adding one: its id, the API in Choreo and its deployment, the application",
    async () => {
      const added = {
        permissions: { ...permissions, books_lend: null },
        operations: { ...operations, "GET /books/{id}": ["books_lend"] },
      };
      await configure({ ...withReports, books: added });
      const run = await stack.preview();
      expect(steps(run)).toEqual([
        "create RandomUuid books-books_lend",
        "update ApiDeployment books",
        "update ApiPermissions books",
        "update Application books",
      ]);
      await stack.up();
      expect(scopes()).toContain("urn:taylordean:books:books_lend");
      expect(steps(await stack.preview())).toEqual([]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "renaming an enabled one: the old id goes, a new one comes",
    async () => {
      const renamed = {
        permissions: { ...permissions, books_borrow: null },
        operations: { ...operations, "GET /books/{id}": ["books_borrow"] },
      };
      await configure({ ...withReports, books: renamed });
      expect(steps(await stack.preview())).toEqual([
        "create RandomUuid books-books_borrow",
        "delete RandomUuid books-books_lend",
        "update ApiDeployment books",
        "update ApiPermissions books",
        "update Application books",
      ]);
      await stack.up();
      expect(scopes()).toEqual([
        "urn:taylordean:books:books_add",
        "urn:taylordean:books:books_borrow",
        "urn:taylordean:books:books_read",
      ]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "removing an enabled one",
    async () => {
      await configure(withReports);
      expect(steps(await stack.preview())).toEqual([
        "delete RandomUuid books-books_borrow",
        "update ApiDeployment books",
        "update ApiPermissions books",
        "update Application books",
      ]);
      await stack.up();
      expect(scopes()).toEqual(["urn:taylordean:books:books_add", "urn:taylordean:books:books_read"]);
    },
    ENGINE_TIMEOUT,
  );
});

describe("a secret", () => {
  const rotation = (rotation: number, changes = {}) => ({
    ...withReports,
    storefront: { secret: { expires: "180d", rotation, ...changes } },
  });

  test(
    "rotates with overlap, and the preview says so",
    async () => {
      const old = await stack.outputs<{ connections: { storefront: { clientSecret: string } } }>({
        secrets: true,
      });
      await configure(rotation(2));
      const run = await stack.preview();
      expect(steps(run)).toEqual(["create ApplicationPassword storefront-2"]);
      expect(run.output).toMatch(
        /Client storefront: its secret rotates\. A new one \(rotation 2\) is made, valid until \d{4}-\d\d-\d\d; the one of rotation 1 stays valid/,
      );
      await stack.up();
      expect(secrets()).toEqual(["rotation 1", "rotation 2"]);
      const now = await stack.outputs<{ connections: { storefront: { clientSecret: string } } }>({
        secrets: true,
      });
      expect(now.connections.storefront.clientSecret).not.toBe(old.connections.storefront.clientSecret);
      const quiet = await stack.preview();
      expect(steps(quiet)).toEqual([]);
      expect(quiet.output).not.toContain("rotates");
    },
    ENGINE_TIMEOUT,
  );

  test(
    "rotates again: the first one goes",
    async () => {
      await configure(rotation(3));
      expect(steps(await stack.preview())).toEqual([
        "create ApplicationPassword storefront-3",
        "delete ApplicationPassword storefront-1",
      ]);
      await stack.up();
      expect(secrets()).toEqual(["rotation 2", "rotation 3"]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "near its expiry is reported, and another lifetime is for the next one",
    async () => {
      await configure(rotation(3, { expires: "400d", warnDays: 200 }));
      const run = await stack.preview();
      expect(steps(run)).toEqual([]);
      expect(run.output).toMatch(
        /warning: Client storefront: the secret of rotation 3 expires on \d{4}-\d\d-\d\d, in \d+ days\. Set choreo-azuread:clients\.storefront\.secret\.rotation to 4/,
      );
    },
    ENGINE_TIMEOUT,
  );

  test(
    "ends a rotation: what is revoked goes, and does not come back",
    async () => {
      await configure(rotation(3, { revoked: 2 }));
      const run = await stack.preview();
      expect(steps(run)).toEqual(["delete ApplicationPassword storefront-2"]);
      expect(run.output).toContain("warning: Client storefront: the secret of rotation 2 is revoked");
      await stack.up();
      expect(secrets()).toEqual(["rotation 3"]);
      // Nobody holds it any more, so that without the revocation there is still nothing to make.
      await configure(rotation(3));
      expect(steps(await stack.preview())).toEqual([]);
    },
    ENGINE_TIMEOUT,
  );
});

test(
  "production keeps what would cut users off, and nothing else",
  async () => {
    await stack.setConfig({
      ...plain(guideStack({ ...withReports, storefront: { secret: { rotation: 3 } } })),
      "choreo-azuread:protect": true,
    });
    expect(steps(await stack.up())).toEqual([]);
    const { deployment } = await stack.exportState();
    const kept = (deployment.resources ?? [])
      .filter(({ protect }) => protect)
      .map(({ type, urn }) => `${type.split(/[/:]/).at(-1)} ${urn.split("::").at(-1)}`);
    expect([...new Set(kept.map((line) => line.split(" ")[0]))].sort()).toEqual([
      "ApiLifecycle",
      "Application",
      "ApplicationIdentifierUri",
      "ApplicationPassword",
      "IdpKey",
      "ServicePrincipal",
      "ServicePrincipalDelegatedPermissionGrant",
      "Subscription",
    ]);
    // The previous secret has to go at the next rotation.
    expect(kept.filter((line) => line.includes("Password")).sort()).toEqual([
      "ApplicationPassword reports-1",
      "ApplicationPassword storefront-3",
    ]);
    const destroyed = await stack.destroy({ mayFail: true });
    expect(destroyed.exitCode).not.toBe(0);
    expect(destroyed.output).toContain("cannot be deleted");
    // What was not protected is really gone, and comes back: the state still tells the truth.
    await configure({ ...withReports, storefront: { secret: { rotation: 3 } } });
    await stack.up();
  },
  ENGINE_TIMEOUT,
);

test(
  "a client goes without touching the others",
  async () => {
    await configure({ apis: { orders }, storefront: { secret: { rotation: 3 } } });
    const run = await stack.preview();
    expect(run.steps.length).toBeGreaterThan(5);
    for (const step of run.steps) expect(`${step.op} ${step.name}`).toMatch(/^delete reports/);
    await stack.up();
  },
  ENGINE_TIMEOUT,
);

test(
  "after destroy both sides are as they were",
  async () => {
    await stack.destroy();
    expect(JSON.parse(worlds())).toEqual(JSON.parse(before));
  },
  ENGINE_TIMEOUT,
);
