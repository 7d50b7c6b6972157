import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Run, sandboxFolder } from "../../sandbox/engine/index.ts";
import { entra as seed } from "../../sandbox/seed.ts";
import { azurePortal, type Client } from "../engine/azurePortal.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { type Sandbox, startSandbox } from "../engine/sandbox.ts";
import { openTestStack, type TestStack } from "./open.ts";
import { InProcessStack } from "./stack.ts";

// One life of a stack that uses what the guide's does not: app roles, a pre-authorised client, a consent by an administrator.
let sandbox: Sandbox;
let folder: string;
let stack: TestStack;
let before: string;
let portal: ReturnType<typeof azurePortal>;

const { ada, grace, eve } = seed.users;
const orders = {
  version: "1.0.0",
  permissions: { orders_read: { description: "Read orders", consent: "admins" } },
  operations: { "GET /orders": ["orders_read"] },
  assigned: { users: [ada.userPrincipalName] },
};
const settings = (rotation = 1, roles: object = { librarian: { groups: ["Librarians"] } }) =>
  plain(
    guideStack({
      books: {
        assigned: undefined,
        roles: { reader: { description: "Reads", users: [ada.userPrincipalName] }, ...roles },
        preAuthorized: ["storefront"],
      },
      apis: { orders },
      storefront: {
        uses: { books: ["books_add"], orders: ["orders_read"] },
        adminConsent: ["orders"],
        secret: { rotation },
      },
    }),
  );

interface Outputs extends Record<string, unknown> {
  apis: Record<string, { azure: { applicationObjectId: string; servicePrincipalObjectId: string } }>;
  connections: Record<string, Client & { applicationObjectId: string; servicePrincipalObjectId: string }>;
}
const outputs = () => stack.outputs<Outputs>({ secrets: true });
const storefront = async () => (await outputs()).connections.storefront as Outputs["connections"][string];
const steps = (run: Run) =>
  run.steps
    .map(({ op, type, name, diffs }) => `${op} ${type.split(/[/:]/).at(-1)} ${name}: ${diffs.join(", ")}`)
    .sort();
const world = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);

beforeAll(async () => {
  sandbox = await startSandbox();
  portal = azurePortal(sandbox);
  before = world();
  folder = await mkdtemp(join(sandboxFolder, "access-"));
  stack = await openTestStack({ folder, name: "test", env: sandbox.env, config: settings() });
  await stack.up();
}, ENGINE_TIMEOUT);

afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

const booksAdd = ["urn:taylordean:books:books_add"];
const scope = async (api: string, value: string) => {
  const { applicationObjectId } = (await outputs()).apis[api]?.azure ?? {};
  const { appId } = await portal.graph("GET", `/applications/${applicationObjectId}`);
  return [`api://${appId}/${value}`];
};

test(
  "roles arrive in tokens of who has them, in person and by group; who has none is not let in",
  async () => {
    const client = await storefront();
    const asked = await scope("books", booksAdd[0] as string);
    expect(await portal.signIn(client, asked, ada.userPrincipalName)).toMatchObject({
      claims: { roles: ["reader"], scp: booksAdd[0] },
    });
    expect(await portal.signIn(client, asked, grace.userPrincipalName)).toMatchObject({
      claims: { roles: ["librarian"] },
    });
    expect(await portal.signIn(client, asked, eve.userPrincipalName)).toEqual({ aadsts: 50105 });
  },
  ENGINE_TIMEOUT,
);
// Both scopes are for administrators to consent to, and Ada is none: without the one or the other she would be refused (90094).
test(
  "a pre-authorised client and an administrator's grant ask nobody for consent, each for its own API",
  async () => {
    const client = await storefront();
    const { apis } = await outputs();
    const { api } = await portal.graph("GET", `/applications/${apis.books?.azure.applicationObjectId}`);
    expect(api.preAuthorizedApplications).toEqual([
      {
        appId: client.clientId,
        delegatedPermissionIds: [
          api.oauth2PermissionScopes.find((s: { value: string }) => s.value === booksAdd[0]).id,
        ],
      },
    ]);
    const { value: grants } = await portal.graph("GET", "/oauth2PermissionGrants");
    expect(grants).toMatchObject([
      {
        clientId: client.servicePrincipalObjectId,
        resourceId: apis.orders?.azure.servicePrincipalObjectId,
        consentType: "AllPrincipals",
        scope: "urn:taylordean:orders:orders_read",
      },
    ]);
    const asked = await scope("orders", "urn:taylordean:orders:orders_read");
    expect(await portal.signIn(client, asked, ada.userPrincipalName)).toHaveProperty("claims.scp");
  },
  ENGINE_TIMEOUT,
);

test(
  "what was given by hand before the settings do is found before anything is made, and can be taken in",
  async () => {
    const { apis, connections } = await outputs();
    const roles = {
      reader: { description: "Reads", users: [ada.userPrincipalName, eve.userPrincipalName] },
      librarian: { groups: ["Librarians"] },
    };
    const wanted = {
      uses: { books: ["books_add"], orders: ["orders_read"] },
      adminConsent: ["books", "orders"],
    };
    const resourceId = apis.books?.azure.servicePrincipalObjectId as string;
    const grant = await portal.graph("POST", "/oauth2PermissionGrants", {
      clientId: connections.storefront?.servicePrincipalObjectId,
      resourceId,
      consentType: "AllPrincipals",
      scope: "urn:taylordean:books:books_read",
    });
    const { appRoles } = await portal.graph("GET", `/servicePrincipals/${resourceId}`);
    const assignments = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const assignment = await portal.graph("POST", assignments, {
      principalId: eve.id,
      resourceId,
      appRoleId: appRoles.find(({ value }: { value: string }) => value === "reader").id,
    });
    const books = { assigned: undefined, roles, preAuthorized: ["storefront"] };
    await stack.setConfig(plain(guideStack({ books, apis: { orders }, storefront: wanted })));
    const before = world();
    const { output } = await stack.up({ mayFail: true });
    expect(world()).toBe(before);
    expect(output).toContain('an administrator\'s consent for everybody of "storefront (test)" for books');
    expect(output).toContain(`the assignment of the user ${eve.userPrincipalName} to "books (test)"`);

    if (stack instanceof InProcessStack) {
      const [, file = ""] = /echo '(.*)' \| pulumi import/.exec(output.replaceAll("'\\''", "'")) ?? [];
      await stack.import(JSON.parse(file));
      expect(steps(await stack.up())).toEqual([
        "update ServicePrincipalDelegatedPermissionGrant storefront-books: claimValues",
      ]);
      expect(steps(await stack.preview())).toEqual([]);
    } else {
      await portal.graph("DELETE", `/oauth2PermissionGrants/${grant.id}`);
      await portal.graph("DELETE", `${assignments}/${assignment.id}`);
      await stack.up();
    }

    await stack.setConfig(settings());
    await stack.up();
    const ids = async (path: string): Promise<string[]> =>
      (await portal.graph("GET", path)).value.map(({ id }: { id: string }) => id);
    expect(await ids("/oauth2PermissionGrants")).not.toContain(grant.id);
    expect(await ids(assignments)).not.toContain(assignment.id);
  },
  ENGINE_TIMEOUT,
);

test(
  "a preview and a refresh find nothing",
  async () => {
    expect(steps(await stack.preview({ flags: ["--refresh", "--expect-no-changes"] }))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "what was changed and removed in the portal is shown by a refresh, and repaired by up",
  async () => {
    const { apis } = await outputs();
    const client = await storefront();
    const books = `/applications/${apis.books?.azure.applicationObjectId}`;
    const principal = `/servicePrincipals/${apis.books?.azure.servicePrincipalObjectId}`;
    const { api } = await portal.graph("GET", books);
    const off = api.oauth2PermissionScopes.map((scope: object) => ({ ...scope, isEnabled: false }));
    await portal.graph("PATCH", books, { api: { oauth2PermissionScopes: off } });
    await portal.graph("PATCH", books, { api: { preAuthorizedApplications: [] } });
    await portal.graph("PATCH", principal, { appRoleAssignmentRequired: false });
    await portal.graph("PATCH", `/applications/${client.applicationObjectId}`, {
      web: { redirectUris: ["https://evil.example/"] },
    });
    const { value: assigned } = await portal.graph("GET", `${principal}/appRoleAssignedTo`);
    const adas = assigned.find(({ principalId }: { principalId: string }) => principalId === ada.id);
    await portal.graph("DELETE", `${principal}/appRoleAssignedTo/${adas.id}`);
    const { value: grants } = await portal.graph("GET", "/oauth2PermissionGrants");
    await portal.graph("DELETE", `/oauth2PermissionGrants/${grants[0].id}`);

    const drift = steps(await stack.drift());
    expect(drift).toEqual([
      `delete AppRoleAssignment books-role-reader-user-${ada.id}: `,
      "delete ApplicationPreAuthorized storefront-books: ",
      "delete ServicePrincipalDelegatedPermissionGrant storefront-orders: ",
      expect.stringMatching(/^update Application books: api/),
      expect.stringMatching(/^update Application storefront: web/),
      expect.stringMatching(/^update ServicePrincipal books: appRoleAssignmentRequired/),
    ]);
    expect(steps(await stack.preview())).toEqual([]);

    await stack.up({ flags: ["--refresh"] });
    expect(steps(await stack.drift({ flags: ["--expect-no-changes"] }))).toEqual([]);
    const repaired = await portal.graph("GET", `/applications/${client.applicationObjectId}`);
    expect(repaired.web.redirectUris).toEqual(["https://localhost:9000/"]);
    const asked = await scope("books", booksAdd[0] as string);
    expect(await portal.signIn(client, asked, ada.userPrincipalName)).toHaveProperty("claims");
    expect(await portal.signIn(client, asked, eve.userPrincipalName)).toEqual({ aadsts: 50105 });
  },
  ENGINE_TIMEOUT,
);

test(
  "the secret of before works until the rotation after; the output is the newest",
  async () => {
    const works = async (client: Client) =>
      portal.signIn(client, await scope("books", booksAdd[0] as string), ada.userPrincipalName);
    const first = await storefront();
    await stack.setConfig(settings(2));
    await stack.up();
    const second = await storefront();
    expect(second.clientSecret).not.toBe(first.clientSecret);
    for (const client of [first, second]) expect(await works(client)).toHaveProperty("claims");

    await stack.setConfig(settings(3));
    await stack.up();
    const third = await storefront();
    expect(await works(first)).toEqual({ aadsts: 7000215 });
    for (const client of [second, third]) expect(await works(client)).toHaveProperty("claims");
  },
  ENGINE_TIMEOUT,
);

test(
  "a role goes with its assignments, although it is enabled",
  async () => {
    await stack.setConfig(settings(3, {}));
    expect(steps(await stack.preview())).toEqual([
      `delete AppRoleAssignment books-role-librarian-group-${seed.groups.librarians.id}: `,
      "delete RandomUuid books-role-librarian: ",
      "update Application books: appRoles",
    ]);
    await stack.up();
    expect(steps(await stack.preview({ flags: ["--expect-no-changes"] }))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "destroy leaves both sides as they were",
  async () => {
    await stack.destroy();
    expect(world()).toBe(before);
  },
  ENGINE_TIMEOUT,
);
