import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Run, sandboxFolder } from "../../sandbox/engine/index.ts";
import { entra as seed } from "../../sandbox/seed.ts";
import { azurePortal } from "../engine/azurePortal.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { type Sandbox, startSandbox } from "../engine/sandbox.ts";
import { openTestStack, type TestStack } from "./open.ts";

// One life of a stack whose entries, people and groups get other names, whose people leave, whose secret leaks. Nothing of it may cut
// anybody off who is to stay.
let sandbox: Sandbox;
let folder: string;
let stack: TestStack;
let portal: ReturnType<typeof azurePortal>;

const { ada } = seed.users;
const { librarians } = seed.groups;

interface Names {
  api?: object;
  apiKey?: string;
  client?: object;
  clientKey?: string;
  user?: string;
  group?: string;
  permission?: string;
  permissions?: object;
  roles?: object;
}

/** The guide's API with roles, a pre-authorised client and an administrator's consent, so that all kinds of resources are there. */
function settings({
  api,
  apiKey = "books",
  client,
  clientKey = "storefront",
  user = ada.userPrincipalName,
  group = librarians.displayName,
  permission = "books_add",
  permissions = { [permission]: {}, books_read: { consent: "users" } },
  roles = { reader: { users: [user] } },
}: Names = {}) {
  const { "choreo-azuread:apis": apis, "choreo-azuread:clients": clients, ...rest } = plain(guideStack());
  const { books } = apis as Record<string, object>;
  const { storefront } = clients as Record<string, object>;
  const operations = { "POST /books": [permission], "GET /books": ["books_read"] };
  const orders = {
    version: "1.0.0",
    permissions: { orders_read: {} },
    operations: { "GET /orders": ["orders_read"] },
    assigned: { users: [user], groups: [group] },
  };
  const { assigned: _, ...withoutAssigned } = books as { assigned: object };
  return {
    ...rest,
    "choreo-azuread:apis": {
      [apiKey]: {
        ...withoutAssigned,
        permissions,
        operations,
        roles,
        preAuthorized: [clientKey],
        ...api,
      },
      orders,
    },
    "choreo-azuread:clients": {
      [clientKey]: {
        ...storefront,
        uses: { [apiKey]: [permission, "books_read"], orders: ["orders_read"] },
        adminConsent: true,
        ...client,
      },
    },
  };
}

const steps = (run: Run) =>
  run.steps
    .map(({ op, type, name, diffs }) => `${op} ${type.split(/[/:]/).at(-1)} ${name}: ${diffs.join(", ")}`)
    .sort();
const world = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
const choreo = () => JSON.stringify(sandbox.choreo.state());
const unchanged = { flags: ["--expect-no-changes"] };
const renamed: Names = {
  apiKey: "library",
  api: { formerly: "books" },
  clientKey: "shop",
  client: { formerly: "storefront" },
};

beforeAll(async () => {
  sandbox = await startSandbox();
  portal = azurePortal(sandbox);
  folder = await mkdtemp(join(sandboxFolder, "renames-"));
  stack = await openTestStack({ folder, name: "test", env: sandbox.env, config: settings() });
  await stack.up();
}, ENGINE_TIMEOUT);

afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

test(
  "the keys of an API and of a client change: with `formerly` nothing happens in Azure or Choreo, now or later",
  async () => {
    const before = world();
    await stack.setConfig(settings(renamed));
    expect(steps(await stack.preview(unchanged))).toEqual([]);
    await stack.up();
    expect(world()).toBe(before);
    const { resources = [] } = (await stack.exportState()).deployment;
    expect(resources.filter(({ urn }) => /::(books|storefront)(-|$)/.test(urn))).toEqual([]);

    // The names in Azure and of the application in Choreo follow the keys once `formerly` has gone, unless displayName keeps them.
    const kept = {
      ...renamed,
      api: { name: "books", displayName: "books" },
      client: { displayName: "storefront" },
    };
    await stack.setConfig(settings(kept));
    expect(steps(await stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "people and groups get other names in Entra, or are written in another way: nothing happens",
  async () => {
    await portal.graph("PATCH", `/groups/${librarians.id}`, { displayName: "Book keepers" });
    await stack.setConfig(
      settings({ ...renamed, user: ada.userPrincipalName.toUpperCase(), group: "Book keepers" }),
    );
    expect(steps(await stack.preview(unchanged))).toEqual([]);
    await stack.setConfig(settings({ ...renamed, group: librarians.id }));
    expect(steps(await stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "a state in which assignments still have the names that people had goes on, although the names have changed since",
  async () => {
    const state = await stack.exportState();
    const text = JSON.stringify(state.deployment)
      .replaceAll(`-user-${ada.id}"`, `-user-${ada.userPrincipalName}"`)
      .replaceAll(`-group-${librarians.id}"`, `-group-${librarians.displayName}"`);
    expect(text).not.toBe(JSON.stringify(state.deployment));
    await stack.importState({ ...state, deployment: JSON.parse(text) });
    await stack.setConfig(settings({ ...renamed, user: "Ada@TaylorDean.example", group: "Book keepers" }));
    expect(steps(await stack.preview(unchanged))).toEqual([]);
    await stack.up();
    const { resources = [] } = (await stack.exportState()).deployment;
    const names = resources
      .filter(({ type }) => type.includes("appRoleAssignment"))
      .map(({ urn }) => urn.split("::").at(-1));
    expect(names.sort()).toEqual(
      [`library-role-reader-user-${ada.id}`, `orders-group-${librarians.id}`, `orders-user-${ada.id}`].sort(),
    );
  },
  ENGINE_TIMEOUT,
);

test(
  "a permission and a role get other names: updates in place, their ids and all assignments stay",
  async () => {
    const ids = async () => {
      const { apis } = await stack.outputs<{
        apis: Record<string, { azure: { applicationObjectId: string } }>;
      }>();
      const { api, appRoles } = await portal.graph(
        "GET",
        `/applications/${apis.library?.azure.applicationObjectId}`,
      );
      return [...api.oauth2PermissionScopes, ...appRoles].map(({ id }: { id: string }) => id).sort();
    };
    const before = await ids();
    const permission = "books_create";
    await stack.setConfig(
      settings({
        ...renamed,
        permission,
        permissions: { [permission]: { formerly: "books_add" }, books_read: { consent: "users" } },
        roles: { borrower: { users: [ada.userPrincipalName], formerly: "reader" } },
        group: "Book keepers",
      }),
    );
    const preview = steps(await stack.preview());
    expect(preview.filter((step) => !step.startsWith("update "))).toEqual([]);
    await stack.up();
    expect(await ids()).toEqual(before);
    expect(steps(await stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

/** What the test before has left: the API "library" with one permission and one role renamed. */
const later = (more: Names = {}) =>
  settings({
    ...renamed,
    api: { name: "books" },
    apiKey: "archive",
    client: { displayName: "storefront" },
    permission: "books_create",
    roles: { borrower: { users: [more.user ?? ada.userPrincipalName] } },
    group: "Book keepers",
    ...more,
  });

test(
  "the key of an API changes without a word: the preview says what that costs in Azure; in Choreo nothing happens, now or later",
  async () => {
    const before = choreo();
    await stack.setConfig(later());
    const { output, steps: planned } = await stack.preview();
    expect(output).toContain("apis.archive is the API that was apis.library");
    expect(planned.map(({ type }) => type).filter((type) => type.includes("choreo:"))).toEqual([]);
    await stack.up();
    expect(choreo()).toBe(before);
    expect(steps(await stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "a secret leaked, with `protect`: rotated twice, as docs/secrets.md has it, it is gone and the newest is protected",
  async () => {
    const rotated = (rotation: number) => ({
      ...later({ client: { displayName: "storefront", secret: { expires: "180d", rotation } } }),
      "choreo-azuread:protect": true,
    });
    const secrets = async () => {
      const { connections } = await stack.outputs<{
        connections: Record<string, { applicationObjectId: string; clientSecretKeyId: string }>;
      }>();
      const { applicationObjectId, clientSecretKeyId } = connections.shop as Record<string, string>;
      const application = await portal.graph("GET", `/applications/${applicationObjectId}`);
      const ids = application.passwordCredentials.map(({ keyId }: { keyId: string }) => keyId);
      return { newest: clientSecretKeyId, ids: ids as string[] };
    };
    await stack.setConfig(rotated(1));
    await stack.up();
    const { newest: leaked } = await secrets();

    await stack.setConfig(rotated(2));
    await stack.up();
    expect((await secrets()).ids).toContain(leaked);
    await stack.setConfig(rotated(3));
    await stack.up();
    const { newest, ids } = await secrets();
    expect(ids).not.toContain(leaked);
    expect(ids).toContain(newest);
    expect(ids).toHaveLength(2);
    const { resources = [] } = (await stack.exportState()).deployment;
    const passwords = resources.filter(({ type }) => type.includes("applicationPassword"));
    expect(passwords.map(({ urn, protect = false }) => [urn.split("::").at(-1), protect]).sort()).toEqual([
      ["shop-2", false],
      ["shop-3", true],
    ]);
  },
  ENGINE_TIMEOUT,
);

test(
  "somebody leaves the company: the preview says so; taking the name out is one up",
  async () => {
    const client = { displayName: "storefront", secret: { expires: "180d", rotation: 3 } };
    await portal.graph("DELETE", `/users/${ada.id}`);
    // The last one who still sees her.
    await portal.graph("GET", `/users/${ada.id}`);
    await stack.setConfig(later({ client }));
    const { output } = await stack.preview({ mayFail: true });
    expect(output).toContain(`The last run found it (object id ${ada.id})`);

    await stack.setConfig(later({ client, user: seed.users.eve.userPrincipalName }));
    // A refresh would do it as well, but before the program knows.
    const refreshed = await stack.preview({ mayFail: true, flags: ["--refresh"] });
    expect(refreshed.output).toContain("Run it once without --refresh");
    sandbox.entra.clearRequests();
    await stack.up();
    const deletions = sandbox.entra.requests().filter(({ method }) => method === "DELETE");
    expect(deletions).toEqual([]);
    // What was kept in the state goes from there, with a refresh or without.
    await stack.up({ flags: ["--refresh"] });
    expect(JSON.stringify((await stack.exportState()).deployment.resources)).not.toContain(`-user-${ada.id}`);
    expect(steps(await stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);
