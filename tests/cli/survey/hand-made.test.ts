import { describe, expect, test } from "@jest/globals";
import { choreo, entra } from "../../../sandbox/seed.ts";
import { found, made, sandbox } from "./handMadeWorld.ts";
import { notGreen, report, runSurvey } from "./run-survey.ts";

const dayIn = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
const inDays = (days: number) => expect.stringContaining(dayIn(days));

test("each API is paired with the registration whose scopes stand for its permissions", () => {
  const paired = Object.entries(found.apis).map(([key, { registration }]) => [key, registration?.clientId]);
  const { webApis } = made;
  expect(Object.fromEntries(paired)).toEqual({
    books: webApis.books.appId,
    invoices: webApis.invoices.appId,
    "Kunden Portal": webApis.customers.appId,
    orders: webApis.orders.appId,
    payroll: webApis.payroll.appId,
    ping: undefined,
    shipments: undefined,
    "Stock Levels": webApis.stock.appId,
  });
});

test("each key is paired with the registration of its client id, two keys of an application with two", () => {
  const paired = Object.entries(found.clients).map(([key, { registration }]) => [
    key,
    registration?.clientId,
  ]);
  const { clients } = made;
  expect(Object.fromEntries(paired)).toEqual({
    "back office": clients.backOffice.appId,
    "batch production": clients.batch.appId,
    "batch sandbox": clients.batchTest.appId,
    ghost: undefined,
    "Händlerportal München": clients.haendler.appId,
    kiosk: clients.kiosk.appId,
    mobile: clients.mobile.appId,
    payslips: clients.payslips.appId,
    reports: clients.reports.appId,
    Storefront: clients.storefront.appId,
    typo: undefined,
  });
});

test("chains that hold, and those that are broken with what is broken", () => {
  const chains = found.chains.map(({ client, api, permissions, holds }) => [
    `${client} → ${api}`,
    holds,
    permissions.join(" "),
  ]);
  expect(chains).toEqual([
    ["back office → orders", false, "orders_read orders_write"],
    ["batch production → Stock Levels", false, "stock_read"],
    ["batch sandbox → Stock Levels", false, "stock_read"],
    ["ghost → books", false, ""],
    ["Händlerportal München → Kunden Portal", true, "kunden_lesen kunden_aendern"],
    ["Händlerportal München → Stock Levels", false, "stock_read"],
    ["kiosk → books", false, "books_add books_read"],
    ["mobile → books", false, "books_add books_read"],
    ["payslips → payroll", false, "payroll_read"],
    ["reports → books", false, "books_add books_read"],
    ["Storefront → Kunden Portal", true, "kunden_lesen kunden_aendern"],
    ["Storefront → books", true, "books_add books_read"],
    ["typo → books", false, ""],
  ]);
});

test("why: each reason once, where it is", () => {
  const day = /on \d{4}-\d{2}-\d{2}/;
  const reasons = JSON.parse(JSON.stringify(notGreen(found)).replaceAll(new RegExp(day, "g"), "on a day"));
  const { clients } = made;
  expect(reasons).toEqual({
    "api invoices": ["published red: Its lifecycle state is CREATED."],
    "api orders": [
      'scope-names red: Azure has "urn:taylordean:orders:Orders_Read" instead of "urn:taylordean:orders:orders_read" (upper and lower case).',
    ],
    "api payroll": ["assignment red: Assignment is not required: everyone in the tenant may sign in."],
    "api ping": [
      "open-operations yellow: Open to every token of a subscribed client, whoever it was issued for: Default: GET /ping.",
      "web-api yellow: None, and none is needed: it has no permissions, so every token of a subscribed client opens it.",
    ],
    "api shipments": [
      `web-api red: "Shipments", which had its permissions as scopes, was deleted on a day (client id ${made.webApis.shipments.appId}).`,
    ],
    "api Stock Levels": [
      "deployed red: Default: POST /stock lacks stock_write.",
      "open-operations yellow: Open to every token of a subscribed client, whoever it was issued for: Default: POST /stock.",
      'scope-names red: Azure has no "urn:taylordean:stocklevels:stock_write".',
    ],
    "client ghost": [
      `client-app red: Its registration "ghost" was deleted on a day (client id ${clients.ghost.appId}).`,
    ],
    "client reports": ["secret red: It expired on a day (AADSTS7000222)."],
    "client typo": [
      "client-app red: The tenant has no registration with the client id 580b40b7-5513-4714-a4e0-8d4e784f7dc6 (AADSTS700016).",
    ],
    "use back office → orders": [
      "consent yellow: Only an administrator can consent to orders_read; others get AADSTS90094 until then.",
    ],
    "use batch sandbox → Stock Levels": ["endpoint red: Default: it has none for a SANDBOX key (900901)."],
    "use kiosk → books": [
      "consent yellow: Only an administrator can consent to books_add; others get AADSTS90094 until then.",
      "subscription red: There is none (900908).",
    ],
    "use mobile → books": ["endpoint red: Default: it has none for a SANDBOX key (900901)."],
    "use payslips → payroll": ["consent yellow: Each person is asked for payroll_read at the first sign-in."],
    "use Storefront → Kunden Portal": [
      "consent yellow: Only an administrator can consent to kunden_aendern; others get AADSTS90094 until then.",
    ],
  });
});

test("what belongs to nothing; a registration that has nothing to do with Choreo is not told", () => {
  expect(found.loose.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
    'registration without an API: "Returns (old)"',
    'registration without a key: "Old portal"',
    'application without a key: "empty"',
    "API without a client: invoices 1.0.0",
    "API without a client: ping 1.0.0",
    "API without a client: shipments 1.0.0",
  ]);
});

test("the access model is a stack's: assignments, roles, owners, consents, pre-authorised clients, what is open", () => {
  const { access } = found;
  const { people } = made;
  expect(access).toMatchObject({ version: 2, environment: "taylordean" });
  expect(access.unplaced).toBeUndefined();
  expect(access.apis.books).toMatchObject({
    permissions: {
      books_add: { scope: "urn:taylordean:books:books_add", consent: "admins", enabled: true },
      books_read: { scope: "urn:taylordean:books:books_read", consent: "users", enabled: true },
    },
    assignmentRequired: true,
    assigned: [people.ada.id, people.librarians.id],
    owners: [people.ada.id, entra.deployer.servicePrincipalId],
  });
  expect(access.apis["Kunden Portal"]).toMatchObject({
    roles: { boss: [people.juergen.id], clerk: [people.southern.id] },
    preAuthorized: { "Händlerportal München": ["access_as_user", "kunden_aendern", "kunden_lesen"] },
  });
  expect(access.apis.payroll).toMatchObject({ assignmentRequired: false, assigned: [] });
  // The gateway does not know yet that it shall need a permission.
  expect(access.apis["Stock Levels"]?.operations).toEqual({
    "GET /stock": { permissions: ["stock_read"] },
    "POST /stock": { permissions: [] },
  });
  // By its own name: the gateway takes it for nothing.
  expect(Object.keys(access.apis.orders?.permissions ?? {})).toEqual([
    "orders_write",
    "urn:taylordean:orders:Orders_Read",
  ]);
  expect(access.clients.Storefront).toMatchObject({
    declared: {
      books: ["books_add", "books_read"],
      "Kunden Portal": ["access_as_user", "kunden_aendern", "kunden_lesen"],
    },
    granted: { books: ["books_add", "books_read"] },
    subscribed: ["Kunden Portal", "books"],
  });
  expect(access.clients).not.toHaveProperty("ghost");
  expect(access.principals).toMatchObject({
    [people.juergen.id]: { kind: "user", name: "juergen.mueller@taylordean.example" },
    [people.southern.id]: { kind: "group", name: "Bücherei Süd" },
  });
});

test("each client's credentials with their ends, the last one first", () => {
  const { secrets } = made.clients.storefront;
  expect(found.clients.Storefront?.credentials).toEqual([
    { kind: "secret", id: secrets[1]?.keyId, name: "secret 2", ends: inDays(300) },
    { kind: "secret", id: secrets[0]?.keyId, name: "secret 1", ends: inDays(12) },
  ]);
});

test("who may call what, through which client, and what waits for an administrator", () => {
  const of = (name: string) => found.calls.filter(({ api }) => api === name);
  expect(of("Kunden Portal")).toEqual([
    {
      api: "Kunden Portal",
      operations: ["GET /kunden"],
      permissions: ["kunden_lesen"],
      through: ["Händlerportal München", "Storefront"].map((client) => ({
        client,
        subjects: ["group Bücherei Süd", "juergen.mueller@taylordean.example"],
        ifAdminConsented: false,
      })),
    },
    expect.objectContaining({
      operations: ["PUT /kunden/{id}"],
      through: [
        expect.objectContaining({ client: "Händlerportal München", ifAdminConsented: false }),
        expect.objectContaining({ client: "Storefront", ifAdminConsented: true }),
      ],
    }),
  ]);
  expect(of("payroll")[0]?.through[0]?.subjects).toEqual(["everyone in the tenant"]);
  expect(of("shipments")[0]?.through).toEqual([]);
});

test("for people: what holds in a line, what does not with its reason and what to do by hand", async () => {
  const { code, out, err } = await runSurvey(sandbox, ["--identity-provider", "AzureAD"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const lines = out.split("\n");
  expect(lines).toContain("  ✔ books 1.0.0: 7 of 7 links hold");
  expect(lines).toContainEqual(
    expect.stringMatching(/^ {4}✖ The API is published: .* → Publish it in Choreo: Manage, Lifecycle\.$/),
  );
  expect(lines).toContain(
    "      role boss: juergen.mueller@taylordean.example; role clerk: Bücherei Süd; pre-authorised clients: Händlerportal München",
  );
  expect(lines).toContain(
    `      credentials: secret "secret 1" until ${dayIn(-20)}; consent for everybody: books: books_add books_read`,
  );
  expect(lines).toContain("  payroll: GET /payroll (payroll_read)");
  expect(lines).toContain("    through payslips: everyone in the tenant");
  expect(lines).toContain("  ✔ Storefront → books for books_add, books_read");
  expect(lines.at(-2)).toBe(
    `Looked at: the organization ${choreo.organization} of Choreo, and the tenant ${entra.tenantId} of Entra ID; no other.`,
  );
  expect(lines.at(-1)).toBe(
    "8 APIs, 11 clients, 13 chains, of which 3 hold, 6 things in no chain. Nothing was changed.",
  );
  // There is no stack that Pulumi could put right.
  expect(out).not.toMatch(/pulumi/i);
});

describe("filters", () => {
  test("--api: it and the clients that use it", async () => {
    const { apis, clients, loose } = await report(sandbox, ["--api", "Kunden Portal"]);
    expect(Object.keys(apis)).toEqual(["Kunden Portal"]);
    expect(Object.keys(clients)).toEqual(["Händlerportal München", "Storefront"]);
    expect(loose).toEqual([]);
  });

  test("--client: it and the APIs that it uses", async () => {
    const { apis, clients } = await report(sandbox, ["--client", "reports", "kiosk"]);
    expect(Object.keys(apis)).toEqual(["books"]);
    expect(Object.keys(clients)).toEqual(["kiosk", "reports"]);
  });
});
