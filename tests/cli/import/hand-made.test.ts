import { beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { importHandMade, type Verdict } from "./handMade.ts";

let found: Verdict;
beforeAll(async () => {
  found = await importHandMade();
}, 300_000);

const section = (name: "apis" | "clients") =>
  (parse(found.imported.file) as { config: Record<string, Record<string, unknown>> }).config[
    `choreo-azuread:${name}`
  ];

test("the import writes files and changes nothing in either service", () => {
  expect(found.imported).toMatchObject({ code: 0, err: "", writes: [] });
  expect(found.dryRun.file).toBe("");
  expect(found.dryRun.out).toContain("pulumi import --file import.json --yes --protect=true");
});

test("settings say what there is: names, people, roles, consents, what is shared with nobody", () => {
  expect(Object.keys(section("apis") ?? {})).toEqual([
    "books",
    "invoices",
    "Kunden Portal",
    "orders",
    "payroll",
    "shipments",
    "Stock Levels",
  ]);
  const text = (name: string) => `urn:taylordean:kundenportal:${name}`;
  const permission = (name: string) => ({
    displayName: text(name),
    description: `Lets the app use ${text(name)}`,
    userDisplayName: "",
    userDescription: "",
    inChoreo: { displayName: name, description: "" },
  });
  expect(section("apis")?.["Kunden Portal"]).toEqual({
    version: "2.0.0",
    imported: true,
    displayName: "Kunden Übersicht",
    roles: {
      clerk: { groups: ["Bücherei Süd"] },
      boss: { users: ["juergen.mueller@taylordean.example"] },
    },
    preAuthorized: ["Händlerportal München"],
    permissions: {
      kunden_lesen: { ...permission("kunden_lesen"), consent: "users" },
      kunden_aendern: permission("kunden_aendern"),
    },
    otherScopes: {
      access_as_user: {
        consent: "users",
        description: "Lets the app use access_as_user",
        userDisplayName: "",
        userDescription: "",
      },
    },
    operations: { "GET /kunden": ["kunden_lesen"], "PUT /kunden/{id}": ["kunden_aendern"] },
  });
  expect(section("clients")?.["Händlerportal München"]).toMatchObject({
    uses: {
      "Kunden Portal": ["kunden_lesen", "kunden_aendern", "access_as_user"],
      "Stock Levels": ["stock_read"],
    },
    subscriptionPolicies: { "Stock Levels": "Bronze" },
  });
  expect(section("apis")?.payroll).toMatchObject({ assignmentRequired: false });
  // Its registration is deleted; what Choreo has of it stays as protected as the rest.
  expect(section("apis")?.shipments).toMatchObject({ adopt: true, protect: true });
  expect(section("clients")?.mobile).toMatchObject({ keyType: "SANDBOX" });
  expect(section("clients")?.["batch sandbox"]).toMatchObject({
    displayName: "batch test",
    application: { of: "batch production" },
    keyType: "SANDBOX",
  });
  expect(section("clients")?.Storefront).toEqual({
    imported: true,
    displayName: "storefront-web",
    application: { name: "Storefront", description: "" },
    redirectUris: ["https://localhost:9000/"],
    uses: {
      "Kunden Portal": ["kunden_lesen", "kunden_aendern", "access_as_user"],
      books: ["books_add", "books_read"],
    },
    adminConsent: ["books"],
    secret: "external",
  });
});

test("what settings cannot hold is named with the reason, and stays", () => {
  const left = found.imported.out.split("\n").filter((line) => line.startsWith("Left as it is"));
  expect(left).toEqual([
    "Left as it is: API ping: it has no permissions in Choreo, so there is nothing to keep in step.",
    expect.stringMatching(/client ghost: its registration was deleted on \d{4}-\d\d-\d\d\. Restore it/),
    expect.stringContaining("client typo: the tenant has no registration with its client id"),
  ]);
});

describe("after it", () => {
  test("the preview shows the claims, and what mends the chains that are broken; after an up nothing", () => {
    const claims = Object.keys(section("apis") ?? {}).map((api) => `update ApiPermissions ${api}`);
    const mends = [
      "create Application shipments",
      "create ApplicationIdentifierUri shipments",
      "create RandomUuid shipments-shipments_read",
      "create ServicePrincipal shipments",
      "create ApiLifecycle invoices",
      "create Subscription kiosk-books",
      "update Application orders",
      "update ServicePrincipalDelegatedPermissionGrant back office-orders",
      "create ApiDeployment Stock Levels",
      "create RandomUuid Stock Levels-stock_write",
      "update Application Stock Levels",
    ];
    expect(found.preview.toSorted()).toEqual([...claims, ...mends].sort());
    expect(found.previewAfterUp).toEqual([]);
  });

  test("a run that was cut off before the state goes on; once more there is nothing to do", () => {
    expect(found.afterCut.isSameFile).toBe(true);
    expect(found.afterCut.out).not.toContain("Written:");
    expect(found.again).toContain("The stack dev has all of it that it can have.");
  });
});

describe("who can call what, by real calls of every person through every client, with the secrets of before", () => {
  test("nobody loses what was not told: an operation that everybody could call", () => {
    const lost = found.callsBefore.filter((call) => !found.callsAfter.includes(call));
    expect(lost.filter((call) => !call.endsWith("| Stock Levels | POST /stock"))).toEqual([]);
    expect(found.imported.out).toContain(
      "Operation `POST /stock` of `Stock Levels` needs a permission now: `stock_write`.",
    );
    expect(found.callsBefore.length).toBeGreaterThan(20);
    expect(found.secretsAfter).toEqual(found.secretsBefore);
  });

  test("nobody gains what was not told: the broken chains that are mended", () => {
    const gained = found.callsAfter.filter((call) => !found.callsBefore.includes(call));
    expect(gained).toEqual([
      "ada@taylordean.example | backOffice | orders | GET /orders",
      "ada@taylordean.example | backOffice | orders | GET /orders/{id}",
      "ada@taylordean.example | kiosk | books | GET /books",
      "ada@taylordean.example | kiosk | books | GET /books/{id}",
      "grace@taylordean.example | kiosk | books | GET /books",
      "grace@taylordean.example | kiosk | books | GET /books/{id}",
    ]);
    for (const told of [
      "User `ada@taylordean.example` **gains** `GET /orders` and `GET /orders/{id}` of `orders` (through `back office`).",
      "Client `kiosk` **gains** `books_read` on `GET /books` and `GET /books/{id}` of `books`, by asking each person.",
    ])
      expect(found.imported.out).toContain(told);
  });

  test("the program's model says so too", () => {
    expect(found.access.apis.payroll).toMatchObject({ assignmentRequired: false });
    expect(found.access.clients.Storefront).toMatchObject({
      subscribed: ["Kunden Portal", "books"],
      secret: { rotation: 0, expires: "external" },
    });
    expect(found.access.clients["batch sandbox"]).toMatchObject({
      applicationOf: "batch production",
      subscribed: ["Stock Levels"],
    });
    expect(found.access.unplaced).toBeUndefined();
  });
});
