import { beforeAll, expect, test } from "@jest/globals";
import { entra as seed } from "../../sandbox/seed.ts";
import type { Client } from "../engine/azurePortal.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { diffsOf, oneLife } from "../engine/oneStack.ts";
import { openTestStack } from "./open.ts";
import { InProcessStack } from "./stack.ts";

const { ada, grace, eve } = seed.users;
const orders = {
  version: "1.0.0",
  permissions: { orders_read: { description: "Read orders", consent: "admins" } },
  operations: { "GET /orders": ["orders_read"] },
  assigned: { users: [ada.userPrincipalName] },
};
const settings = (roles: object = { librarian: { groups: ["Librarians"] } }) =>
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
      },
    }),
  );

interface Outputs extends Record<string, unknown> {
  apis: Record<string, { azure: { applicationObjectId: string; servicePrincipalObjectId: string } }>;
  connections: Record<string, Client & { applicationObjectId: string; servicePrincipalObjectId: string }>;
}

// One life of a stack that uses what the guide's does not: app roles, a pre-authorised client, a consent by an administrator.
const life = oneLife(settings(), openTestStack);
const { worlds } = life;
let before: string;
beforeAll(async () => {
  before = worlds();
  await life.stack.up();
}, ENGINE_TIMEOUT);

const outputs = () => life.stack.outputs<Outputs>({ secrets: true });
const storefront = async () => (await outputs()).connections.storefront as Outputs["connections"][string];
const booksAdd = ["urn:taylordean:books:books_add"];
const scope = async (api: string, value: string) => {
  const { applicationObjectId } = (await outputs()).apis[api]?.azure ?? {};
  const { appId } = await life.portal.graph("GET", `/applications/${applicationObjectId}`);
  return [`api://${appId}/${value}`];
};

test(
  "roles arrive in tokens of who has them, in person and by group; who has none is not let in",
  async () => {
    const client = await storefront();
    const asked = await scope("books", booksAdd[0] as string);
    expect(await life.portal.signIn(client, asked, ada.userPrincipalName)).toMatchObject({
      claims: { roles: ["reader"], scp: booksAdd[0] },
    });
    expect(await life.portal.signIn(client, asked, grace.userPrincipalName)).toMatchObject({
      claims: { roles: ["librarian"] },
    });
    expect(await life.portal.signIn(client, asked, eve.userPrincipalName)).toEqual({ aadsts: 50105 });
  },
  ENGINE_TIMEOUT,
);
// Both scopes are for administrators to consent to, and Ada is none: without the one or the other she would be refused (90094).
test(
  "a pre-authorised client and an administrator's grant ask nobody for consent, each for its own API",
  async () => {
    const client = await storefront();
    const { apis } = await outputs();
    const { api } = await life.portal.graph("GET", `/applications/${apis.books?.azure.applicationObjectId}`);
    expect(api.preAuthorizedApplications).toEqual([
      {
        appId: client.clientId,
        delegatedPermissionIds: [
          api.oauth2PermissionScopes.find((s: { value: string }) => s.value === booksAdd[0]).id,
        ],
      },
    ]);
    const { value: grants } = await life.portal.graph("GET", "/oauth2PermissionGrants");
    expect(grants).toMatchObject([
      {
        clientId: client.servicePrincipalObjectId,
        resourceId: apis.orders?.azure.servicePrincipalObjectId,
        consentType: "AllPrincipals",
        scope: "urn:taylordean:orders:orders_read",
      },
    ]);
    const asked = await scope("orders", "urn:taylordean:orders:orders_read");
    expect(await life.portal.signIn(client, asked, ada.userPrincipalName)).toHaveProperty("claims.scp");
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
    const grant = await life.portal.graph("POST", "/oauth2PermissionGrants", {
      clientId: connections.storefront?.servicePrincipalObjectId,
      resourceId,
      consentType: "AllPrincipals",
      scope: "urn:taylordean:books:books_read",
    });
    const { appRoles } = await life.portal.graph("GET", `/servicePrincipals/${resourceId}`);
    const assignments = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const assignment = await life.portal.graph("POST", assignments, {
      principalId: eve.id,
      resourceId,
      appRoleId: appRoles.find(({ value }: { value: string }) => value === "reader").id,
    });
    const books = { assigned: undefined, roles, preAuthorized: ["storefront"] };
    await life.stack.setConfig(plain(guideStack({ books, apis: { orders }, storefront: wanted })));
    const before = worlds();
    const { output } = await life.stack.up({ mayFail: true });
    expect(worlds()).toBe(before);
    expect(output).toContain('an administrator\'s consent for everybody of "storefront (test)" for books');
    expect(output).toContain(`the assignment of the user ${eve.userPrincipalName} to "books (test)"`);

    const { stack } = life;
    if (stack instanceof InProcessStack) {
      const [, file = ""] = /echo '(.*)' \| pulumi import/.exec(output.replaceAll("'\\''", "'")) ?? [];
      await stack.import(JSON.parse(file));
      expect(diffsOf(await life.stack.up())).toEqual([
        "update ServicePrincipalDelegatedPermissionGrant storefront-books: claimValues",
      ]);
      expect(diffsOf(await life.stack.preview())).toEqual([]);
    } else {
      await life.portal.graph("DELETE", `/oauth2PermissionGrants/${grant.id}`);
      await life.portal.graph("DELETE", `${assignments}/${assignment.id}`);
      await life.stack.up();
    }

    await life.stack.setConfig(settings());
    await life.stack.up();
    const ids = async (path: string): Promise<string[]> =>
      (await life.portal.graph("GET", path)).value.map(({ id }: { id: string }) => id);
    expect(await ids("/oauth2PermissionGrants")).not.toContain(grant.id);
    expect(await ids(assignments)).not.toContain(assignment.id);
  },
  ENGINE_TIMEOUT,
);

test(
  "a preview and a refresh find nothing",
  async () => {
    expect(diffsOf(await life.stack.preview({ flags: ["--refresh", "--expect-no-changes"] }))).toEqual([]);
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
    const { api } = await life.portal.graph("GET", books);
    const off = api.oauth2PermissionScopes.map((scope: object) => ({ ...scope, isEnabled: false }));
    await life.portal.graph("PATCH", books, { api: { oauth2PermissionScopes: off } });
    await life.portal.graph("PATCH", books, { api: { preAuthorizedApplications: [] } });
    await life.portal.graph("PATCH", principal, { appRoleAssignmentRequired: false });
    await life.portal.graph("PATCH", `/applications/${client.applicationObjectId}`, {
      web: { redirectUris: ["https://evil.example/"] },
    });
    const { value: assigned } = await life.portal.graph("GET", `${principal}/appRoleAssignedTo`);
    const adas = assigned.find(({ principalId }: { principalId: string }) => principalId === ada.id);
    await life.portal.graph("DELETE", `${principal}/appRoleAssignedTo/${adas.id}`);
    const { value: grants } = await life.portal.graph("GET", "/oauth2PermissionGrants");
    await life.portal.graph("DELETE", `/oauth2PermissionGrants/${grants[0].id}`);

    const drift = diffsOf(await life.stack.drift());
    expect(drift).toEqual([
      `delete AppRoleAssignment books-role-reader-user-${ada.id}: `,
      "delete ApplicationPreAuthorized storefront-books: ",
      "delete ServicePrincipalDelegatedPermissionGrant storefront-orders: ",
      expect.stringMatching(/^update Application books: api/),
      expect.stringMatching(/^update Application storefront: web/),
      expect.stringMatching(/^update ServicePrincipal books: appRoleAssignmentRequired/),
    ]);
    expect(diffsOf(await life.stack.preview())).toEqual([]);

    await life.stack.up({ flags: ["--refresh"] });
    expect(diffsOf(await life.stack.drift({ flags: ["--expect-no-changes"] }))).toEqual([]);
    const repaired = await life.portal.graph("GET", `/applications/${client.applicationObjectId}`);
    expect(repaired.web.redirectUris).toEqual(["https://localhost:9000/"]);
    const asked = await scope("books", booksAdd[0] as string);
    expect(await life.portal.signIn(client, asked, ada.userPrincipalName)).toHaveProperty("claims");
    expect(await life.portal.signIn(client, asked, eve.userPrincipalName)).toEqual({ aadsts: 50105 });
  },
  ENGINE_TIMEOUT,
);

test(
  "a role goes with its assignments, although it is enabled",
  async () => {
    await life.stack.setConfig(settings({}));
    expect(diffsOf(await life.stack.preview())).toEqual([
      `delete AppRoleAssignment books-role-librarian-group-${seed.groups.librarians.id}: `,
      "delete RandomUuid books-role-librarian: ",
      "update Application books: appRoles",
    ]);
    await life.stack.up();
    expect(diffsOf(await life.stack.preview({ flags: ["--expect-no-changes"] }))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "destroy leaves both sides as they were",
  async () => {
    await life.stack.destroy();
    expect(worlds()).toBe(before);
  },
  ENGINE_TIMEOUT,
);
