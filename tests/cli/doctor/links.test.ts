import { describe, expect, test } from "@jest/globals";
import { chain } from "../../../cli/doctor/chain.ts";
import { printSections } from "../../../cli/doctor/print.ts";
import { allPages } from "../../../cli/doctor/reader.ts";
import { walk } from "../../../cli/doctor/walk.ts";
import { add, findings, scope } from "./findings.ts";
import { healthy, type Standing, worldOf } from "./world.ts";

test("a healthy chain is green throughout", async () => {
  const standing = healthy();
  const sections = await walk(standing.outputs, worldOf(standing));
  expect(sections.map(({ kind, name, results }) => [kind, name, results.length])).toEqual([
    ["api", "books", chain.api.length],
    ["client", "storefront", chain.client.length],
    ["use", "storefront → books", chain.use.length],
  ]);
  expect(await findings()).toEqual([]);
  expect(printSections(sections)).toMatchInlineSnapshot(`
"API books
  ✔ Choreo has the API: books 1.0.0
  ✔ The deployed revision has the permissions: Default
  ✔ The gateway lets nothing through that the settings do not: 1 deployed revision
  ✔ The API is published: PUBLISHED
  ✔ Entra has the web API: api://580b40b7-5513-4714-a4e0-8d4e784f7dc6
  ✔ Azure's scope values equal Choreo's permission names: 2 equal to the character
  ✔ Azure's scopes are switched on: all of them
  ✔ Users and groups are assigned: ada@taylordean.example, Librarians
  ✔ No other access to the web API is seen: no credential, owner, assignment or consent besides this stack's

Client storefront
  ✔ Choreo has the identity provider: "AzureAD"
  ✔ The identity provider's keys can be fetched: 1 at https://login.example/t/keys
  ✔ Entra has the client: 30000000-0000-4000-8000-000000000001
  ✔ The redirect URIs are registered: https://localhost:9000/
  ✔ The client secret is valid: 180 days left, until 2027-05-23
  ✔ No other way to sign in as the client is seen: no credential, owner, assignment or consent besides this stack's
  ✔ The Developer Portal has the application: "storefront"
  ✔ The application has the client id: PRODUCTION, AzureAD

Use storefront → books
  ✔ The identity provider's issuer is that of the API's tokens: https://login.example/t/v2.0
  ✔ The identity provider names the right claims: azp, scp
  ✔ The API takes tokens of the identity provider: AzureAD
  ✔ The client lists the API's scopes: books_add, books_read
  ✔ Consent is given: by an administrator, for all
  ✔ The subscription is active: UNBLOCKED
  ✔ The API has an endpoint for the key's type: PRODUCTION

24 links hold."
`);
});

// The other red lines are made by breaking the sandbox: broken-api, broken-client and broken-use.
test("a space in Azure's scope, which the sandbox's Entra refuses", async () => {
  const found = await findings((standing) => {
    scope(standing).value = `${add} `;
  });
  expect(found).toEqual([`scope-names red: Azure has "${add}␠" instead of "${add}" (white space).`]);
});

test("an identity provider with a certificate in place of an address", async () => {
  const found = await findings((standing) => {
    Object.assign(standing.adminKeyManager, { certificates: { type: "PEM", value: "MIIB" } });
  });
  expect(found).toContainEqual(
    expect.stringContaining("jwks yellow: It has one certificate and no address of keys"),
  );
});

describe("who may sign in, as the settings say: the advice names the setting that decides", () => {
  const advice = async (change: (standing: Standing) => void) => {
    const standing = healthy();
    change(standing);
    const results = (await walk(standing.outputs, worldOf(standing))).flatMap((section) => section.results);
    const found = results.find(({ id }) => id === "assignment");
    return found && "fix" in found ? found.fix : undefined;
  };
  const unassigned = (standing: Standing) => {
    standing.assignments = [];
    standing.outputs.apis.books.assigned = { users: {}, groups: {} };
  };

  test("everyone in the tenant: named people are not the only ones as long as assignmentRequired is false", async () => {
    const said = await advice((standing) => {
      Object.assign(standing.webApiPrincipal ?? {}, { appRoleAssignmentRequired: false });
      const access = { apis: { books: { assignmentRequired: false } }, clients: {} };
      Object.assign(standing.outputs, { access });
    });
    expect(said).toBe("To restrict it, take out assignmentRequired: false and run pulumi up.");
  });

  test("nobody, and the API has roles: assigned is refused beside them", async () => {
    expect(await advice(unassigned)).toMatch(/^Name users or groups under assigned /);
    const said = await advice((standing) => {
      unassigned(standing);
      standing.outputs.apis.books.roles = { clerk: { roleId: "", principals: [] } };
    });
    expect(said).toBe(
      "Name users or groups under one of the API's roles (clerk) and run pulumi up, or let an administrator assign them.",
    );
  });
});

const production = { production_endpoints: { url: "http://books.internal" } };
const sandbox = { sandbox_endpoints: { url: "http://books.internal" } };
test.each([
  [
    "another type",
    [sandbox],
    "Give the API one in Choreo and deploy it, or set keyType: SANDBOX in the client's settings.",
  ],
  ["one type here and another there", [sandbox, production], "Give the API one in Choreo and deploy it."],
])("the client's key type is named where it helps: endpoints for %s", async (_, endpoints, fix) => {
  const standing = healthy();
  standing.revisions = endpoints.map((_, at) => ({ id: `${at}`, deploymentInfo: [{ name: `Place ${at}` }] }));
  const world = worldOf(standing);
  const publisher = {
    async get<T>(path: string) {
      const endpointConfig = endpoints[Number(path.split("/").at(-1))];
      return endpointConfig ? ({ ...standing.deployed, endpointConfig } as T) : world.publisher.get<T>(path);
    },
  };
  const sections = await walk(standing.outputs, { ...world, publisher });
  expect(sections.flatMap(({ results }) => results).filter(({ state }) => state !== "green")).toEqual([
    {
      ...{ id: "endpoint", title: expect.any(String), state: "red", fix },
      says: "Place 0: it has none for a PRODUCTION key (900901).",
    },
  ]);
});

test.each([
  ["tells how many", { pagination: { total: 101 } }],
  ["does not tell how many", {}],
])("a list of Choreo that %s is read to its last page", async (_, told) => {
  const all = Array.from({ length: 101 }, (_, index) => index);
  const get = async <T>(path: string) => {
    const { limit, offset } = Object.fromEntries(new URL(path, "https://choreo.example").searchParams);
    return { list: all.slice(Number(offset), Number(offset) + Number(limit)), ...told } as T;
  };
  expect(await allPages(get, "/subscriptions?apiId=1")).toEqual(all);
  expect(await allPages(get, "/apis")).toEqual(all);
});

describe("a scope that is no permission in Choreo", () => {
  const other = (standing: Standing) => {
    const scopeId = "50000000-0000-4000-8000-000000000009";
    const declared = {
      fullyQualifiedName: "access_as_user",
      scopeId,
      consent: "users",
      enabled: true,
    } as const;
    standing.outputs.apis.books.scopes = {
      ...standing.outputs.apis.books.scopes,
      access_as_user: { ...declared, inChoreo: false },
    };
    return { id: scopeId, value: "access_as_user", type: "User", isEnabled: true };
  };

  test("has to be in Azure alone", async () => {
    const found = await findings((standing) => {
      standing.webApi?.api?.oauth2PermissionScopes?.push(other(standing));
    });
    expect(found).toEqual([]);
  });

  test("is missed where somebody has removed it", async () => {
    expect(await findings((standing) => void other(standing))).toContainEqual(
      'scope-names red: Azure has no "access_as_user".',
    );
  });
});

describe("what hangs on a broken link is not looked at", () => {
  test.each<[string, (standing: Standing) => void, string, string[]]>([
    [
      "the API",
      (s) => {
        s.api = undefined;
      },
      "api red",
      ["deployed", "open-operations", "published", "scope-names", "key-managers", "subscription", "endpoint"],
    ],
    [
      "the web API",
      (s) => {
        s.webApi = undefined;
      },
      "web-api red",
      ["scope-names", "scopes-enabled", "assignment", "nothing-else", "api-permissions", "consent"],
    ],
    [
      "the identity provider",
      (s) => {
        s.keyManagers = [{ id: "x", name: "Okta" }];
      },
      "identity-provider red",
      ["jwks", "key-mapping", "issuer", "claims", "key-managers"],
    ],
    [
      "the identity provider, switched off",
      (s) => {
        for (const each of s.keyManagers) each.enabled = false;
      },
      "identity-provider red",
      ["jwks", "key-mapping", "issuer", "claims", "key-managers"],
    ],
    [
      "the client",
      (s) => {
        s.client = undefined;
      },
      "client-app red",
      ["redirect-uri", "secret", "nothing-else", "api-permissions", "consent"],
    ],
    [
      "the client, disabled",
      (s) => {
        if (s.clientPrincipal) s.clientPrincipal.accountEnabled = false;
      },
      "client-app red",
      ["redirect-uri", "secret", "nothing-else", "api-permissions", "consent"],
    ],
    [
      "the application",
      (s) => {
        s.application = undefined;
      },
      "application red",
      ["key-mapping", "subscription"],
    ],
    [
      "the application, waiting",
      (s) => {
        if (s.application) s.application.status = "CREATED";
      },
      "application red",
      ["key-mapping", "subscription"],
    ],
  ])("%s", async (_, breakIt, cause, skipped) => {
    const found = await findings(breakIt);
    expect(found.filter((line) => !line.includes(" skipped: "))).toEqual([expect.stringContaining(cause)]);
    expect(found.filter((line) => line.includes(" skipped: ")).map((line) => line.split(" ")[0])).toEqual(
      skipped,
    );
  });
});

test("a service that fails makes its links red, without a stack", async () => {
  const found = await findings((s) => {
    s.adminKeyManager = new Error("connect ECONNREFUSED");
  });
  expect(found).toEqual([
    "jwks red: Could not look: connect ECONNREFUSED",
    "nothing-else red: Could not look: connect ECONNREFUSED",
    "issuer red: Could not look: connect ECONNREFUSED",
    "claims red: Could not look: connect ECONNREFUSED",
    "key-managers red: Could not look: connect ECONNREFUSED",
  ]);
});
