import { beforeAll, describe, expect, test } from "@jest/globals";
import { choreo as seed } from "../../sandbox/seed.ts";
import { guideConfig } from "./fixture.ts";
import { api, groups, meddle, people, problems, resolve } from "./lookupsWorld.ts";
import { changed, type Path, type Row, title } from "./sweep/change.ts";

describe("what is not there, or not to be had", () => {
  beforeAll(async () => {
    await meddle("bronze", { policies: ["Bronze"] });
    await meddle("blocked", { action: "Block" });
    await meddle("deprecated", { action: "Deprecate" });
    await meddle("retired", { action: "Deprecate" });
    await meddle("retired", { action: "Retire" });
  });

  const rows: Row[] = [
    [
      "choreo/identityProvider",
      "AzurAD",
      'choreo.identityProvider: Look for the identity provider "AzurAD": there is no such identity provider',
    ],
    ["choreo/identityProvider", seed.identityProviders.disabled.name, "it is switched off"],
    [
      "choreo/gatewayEnvironments",
      ["Defualt"],
      'choreo.gatewayEnvironments[0]: there is no gateway environment "Defualt". Did you mean "Default"?',
    ],
    [
      "choreo/gatewayEnvironments",
      ["Default", "mars"],
      'choreo.gatewayEnvironments[1]: there is no gateway environment "mars". There are: ',
    ],
    ["apis/books/version", "9.9.9", "there is no version 9.9.9"],
    ["apis/books/name", "bookz", "Nearest names: books"],
    [
      "apis/books/operations",
      { "GET /book": [] },
      'the API books 1.0.0 in Choreo has no such operation. Did you mean "GET /books"?',
    ],
    [
      "apis/books/tokenVersion",
      1,
      "apis.books.tokenVersion: found 1, but the identity provider AzureAD takes tokens of version 2 (issuer ",
    ],
    [
      "apis/x",
      api("blocked"),
      "apis.x: the API blocked 1.0.0 is BLOCKED in Choreo and cannot be published. Re-publish it",
    ],
    ["apis/x", api("deprecated"), "apis.x: the API deprecated 1.0.0 is DEPRECATED in Choreo"],
    ["apis/x", api("retired"), "apis.x: the API retired 1.0.0 is RETIRED in Choreo"],
    [
      "apis/x",
      api("taken", { permissions: { taken_read: null } }),
      'apis.x.permissions.taken_read: taken_read is in Choreo already ("taken_read"',
    ],
    [
      "apis/x",
      api("taken", { permissions: { taken_read: null } }),
      'on GET /taken), and no stack has it. "adopt: true" on this API takes it over',
    ],
    [
      "clients/storefront/application",
      { throttlingPolicy: "20PerMinute" },
      'clients.storefront.application.throttlingPolicy: there is no throttling policy of applications "20PerMinute". Did you mean "20PerMin"',
    ],
    [
      "clients/storefront/subscriptionPolicy",
      "Platinum",
      'clients.storefront.subscriptionPolicy: the API books offers no plan "Platinum". It offers: Bronze, Unlimited.',
    ],
    ["clients/storefront/subscriptionPolicy", "bronze", 'offers no plan "bronze". Did you mean "Bronze"?'],
    [
      "deployer",
      "11111111-1111-4111-8111-111111111111",
      "deployer: no service principal or user in Entra ID has the object id 11111111",
    ],
    [
      "apis/books/assigned",
      { users: ["adda@taylordean.example"] },
      'apis.books.assigned.users[0]: no user "adda@taylordean.example" in Entra ID. Did you mean "ada@taylordean.example"',
    ],
    [
      "apis/books/assigned",
      { users: ["zoe@elsewhere.example.org"] },
      'no user "zoe@elsewhere.example.org" in Entra ID. Take out who has left',
    ],
    [
      "apis/books/assigned",
      { users: ["info@taylordean.example"] },
      'Entra ID has several users "info@taylordean.example". Name the one that is meant by the user principal name',
    ],
    [
      "apis/books/assigned",
      { users: ["ada@taylordean.example", "Ada@taylordean.example"] },
      '"Ada@taylordean.example" is the same user in Entra ID as "ada@taylordean.example" (choreo-azuread:apis.books.assigned.users[0], object id ada-id); keep one of them',
    ],
    [
      "apis/books/assigned",
      { users: ["ada@gmail.com", "ada@taylordean.example"] },
      "apis.books.assigned.users[1]: ",
    ],
    [
      "apis/books/assigned",
      { groups: ["Librarian"] },
      'apis.books.assigned.groups[0]: no group "Librarian" in Entra ID. Did you mean "Librarians"',
    ],
    [
      "apis/books/assigned",
      { groups: ["Sales"] },
      'Entra ID has several groups "Sales". Name the one that is meant by its object id',
    ],
    [
      "apis/books/assigned",
      { groups: ["Librarians", "librarians-id"] },
      '"librarians-id" is the same group in Entra ID as "Librarians" (choreo-azuread:apis.books.assigned.groups[0]',
    ],
    [
      "apis/books/owners",
      ["eve@taylordean.example"],
      'apis.books.owners[0]: no user "eve@taylordean.example"',
    ],
    [
      "clients/storefront/owners",
      ["grace@taylordean.exampl"],
      'clients.storefront.owners[0]: no user "grace@taylordean.exampl" in Entra ID. Did you mean "grace@taylordean.example"',
    ],
    [
      ["apis", "books", "permissions", "urn:taylordean:orders:read"],
      null,
      `"urn:taylordean:orders:read" is the fully qualified name of another API's permission. Its permissions begin with urn:taylordean:books:`,
    ],
    [
      ["apis", "books", "permissions", "urn:taylordean:books:books_add"],
      null,
      '"urn:taylordean:books:books_add" is books_add, which is there too',
    ],
    [
      "clients/storefront/uses/books",
      ["urn:elsewhere:books:books_add"],
      'clients.storefront.uses.books[0]: "urn:elsewhere:books:books_add" is no permission of this API',
    ],
  ];
  test.each(rows.map((row) => [title(row), ...row] as const))("%s", async (_, path, value, said) => {
    expect(await problems(changed(path as Path, value))).toContain(said);
  });

  test("a plan that an API does not offer, where another does", async () => {
    const base = guideConfig({
      apis: { x: api("bronze", { permissions: { read: null } }) },
      storefront: { uses: { books: ["books_add"], x: ["read"] } },
    });
    const message = await problems(base);
    expect(message).toContain('subscriptionPolicy: the API x offers no plan "Unlimited". It offers: Bronze.');
    expect(message).toContain("1 problem");
  });

  test("names of colleagues are not listed", async () => {
    const message = await problems(
      changed("apis/books/assigned", { users: ["nobody@nowhere.org"], groups: ["Nothing"] }),
    );
    for (const name of [...Object.keys(people), ...Object.keys(groups)]) expect(message).not.toContain(name);
  });

  test("with adopt, scopes that nobody claims are taken", async () => {
    const { apis } = await resolve(
      changed("apis/x", api("taken", { permissions: { taken_read: null }, adopt: true })),
    );
    expect(apis.x?.fullyQualifiedNames).toEqual({ taken_read: "urn:taylordean:taken:taken_read" });
  });
});
