import { describe, expect, test } from "@jest/globals";
import {
  compareWithHistory,
  departedAssignments,
  earlierSecrets,
  explainDeparted,
  formerApiKeys,
  formerPrincipals,
  History,
  leftEnvironments,
  type StateResource,
} from "../../program/history/index.ts";
import { formatPath, type ResolvedSettings, SettingsError } from "../../settings/index.ts";
import { mapValues } from "../../shared/records.ts";
import { guideConfig, NOW, parse } from "../settings/fixture.ts";

type Changes = Parameters<typeof guideConfig>[0];

/** What look-ups would add; the owners are those of a run by `caller`. */
function resolved(raw: unknown, caller = "caller-id"): ResolvedSettings {
  const settings = parse(raw);
  return {
    ...settings,
    apis: mapValues(settings.apis, (api) => ({
      ...api,
      choreo: { apiId: `${api.name}-id` },
      owners: [caller],
    })),
    clients: mapValues(settings.clients, (client) => ({ ...client, owners: [caller] })),
  } as unknown as ResolvedSettings;
}

const webApi = "choreo-azuread:index:AzureWebApi";
const clientApp = "choreo-azuread:index:AzureClientApp";
const choreoApi = "choreo-azuread:index:ChoreoApi";
const application = "azuread:index/application:Application";

const choreoApplication = "choreo-azuread:index:ChoreoApplication";

const resource = (type: string, name: string, outputs: Record<string, unknown> = {}) => ({
  urn: `urn:pulumi:dev::choreo-azuread::${type}::${name}`,
  type,
  name,
  outputs,
});

/** The state after an `up` of the guide's example. */
function state({ rotations = [1], owners = ["caller-id"], roles = [] as string[] } = {}): StateResource[] {
  return [
    resource("pulumi:pulumi:Stack", "choreo-azuread-dev", {
      apis: {
        books: {
          assigned: { users: { "ada@taylordean.example": "ada-id" }, groups: { Librarians: "group-id" } },
        },
      },
    }),
    resource(webApi, "books"),
    resource(`${webApi}$${application}`, "books", {
      displayName: "books (dev)",
      owners,
      appRoles: roles.map((value) => ({ value })),
    }),
    resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiPermissions`, "books", {
      apiId: "books-id",
      scopes: { books_add: {}, books_read: {} },
    }),
    resource(clientApp, "storefront"),
    resource(`${clientApp}$${application}`, "storefront", {
      displayName: "storefront (dev)",
      owners,
      web: { redirectUris: ["https://localhost:9000/"] },
    }),
    ...rotations.map((number) =>
      resource(`${clientApp}$azuread:index/applicationPassword:ApplicationPassword`, `storefront-${number}`),
    ),
    resource(`${choreoApplication}$pulumi-nodejs:dynamic/choreo:Application`, "storefront", {
      name: "storefront (dev)",
    }),
    subscription("storefront-books"),
  ];
}

function subscription(name: string, applicationId = "app-id") {
  const type = `${choreoApplication}$pulumi-nodejs:dynamic/choreo:Subscription`;
  return resource(type, name, { applicationId, apiId: "books-id" });
}

function compare(raw: unknown, resources = state(), caller?: string) {
  const { problems, notices } = compareWithHistory(new History(resources), resolved(raw, caller), NOW);
  return { problems: problems.map(({ path, message }) => `${formatPath(path)}: ${message}`), notices };
}

const nothing = { problems: [], notices: [] };

/** The guide's example with the API, the client, or both under another key. */
function renamed({ api, client }: { api?: [string, object]; client?: [string, object] }) {
  const { apis, clients, ...rest } = guideConfig() as {
    apis: Record<string, object>;
    clients: Record<string, object>;
  };
  const [apiKey, apiMore] = api ?? ["books", {}];
  const [clientKey, clientMore] = client ?? ["storefront", {}];
  const uses = { [apiKey]: ["books_add", "books_read"] };
  return {
    ...rest,
    apis: { [apiKey]: { name: "books", ...apis.books, ...apiMore } },
    clients: { [clientKey]: { ...clients.storefront, uses, ...clientMore } },
  };
}

test("a first run and the same settings again have nothing to tell", () => {
  expect(compare(guideConfig(), [])).toEqual(nothing);
  expect(compare(guideConfig())).toEqual(nothing);
});

describe("an entry under another key", () => {
  test("is not mentioned when it says what it was", () => {
    expect(
      compare(
        renamed({
          api: ["library", { formerly: "books" }],
          client: ["shop", { formerly: ["store", "storefront"] }],
        }),
      ),
    ).toEqual(nothing);
  });

  test("an API is known by its id in Choreo: what that costs is said", () => {
    expect(compare(renamed({ api: ["library", {}] }))).toEqual({
      problems: [],
      notices: [
        expect.stringMatching(
          /^apis\.library is the API that was apis\.books\. With "formerly: books".*consent again/,
        ),
      ],
    });
  });

  test("a client is known by its redirect URIs", () => {
    expect(compare(renamed({ client: ["shop", {}] }))).toEqual({
      problems: [],
      notices: [
        expect.stringMatching(/^clients\.shop has the redirect URIs that clients\.storefront had.*secret/),
      ],
    });
    expect(compare(renamed({ client: ["shop", { redirectUris: ["https://shop.example/"] }] }))).toEqual(
      nothing,
    );
  });

  test("an API is one and the same in Choreo: what stands for it there gets the new name by itself", () => {
    const former = (raw: unknown) => formerApiKeys(new History(state()), resolved(raw));
    expect(former(guideConfig())).toEqual({ books: [] });
    expect(former(renamed({ api: ["library", {}] }))).toEqual({ library: ["books"] });
    expect(former(renamed({ api: ["library", { formerly: ["books", "b"] }] }))).toEqual({
      library: ["books", "b"],
    });
    expect(former(renamed({ api: ["library", { name: "orders" }] }))).toEqual({ library: [] });
  });

  test("a key that goes to another API, whose API gets another key, is refused", () => {
    const { apis, ...rest } = guideConfig() as { apis: { books: object } };
    const moved = { library: { ...apis.books, name: "books" }, books: { ...apis.books, name: "orders" } };
    expect(compare({ ...rest, apis: moved }).problems).toEqual([
      expect.stringMatching(/^choreo-azuread:apis\.library: is the API that was apis\.books, and .* another/),
    ]);
  });

  test("with the name in Azure kept it is refused, as there would be two of that name", () => {
    const { problems } = compare(
      renamed({
        api: ["library", { displayName: "books" }],
        client: ["shop", { displayName: "storefront" }],
      }),
    );
    expect(problems).toEqual([
      expect.stringMatching(
        /^choreo-azuread:apis\.library: would have the name "books \(dev\)".*"formerly: books"/,
      ),
      expect.stringMatching(
        /^choreo-azuread:clients\.shop: would have the name "storefront \(dev\)".*"formerly: storefront"/,
      ),
    ]);
  });
});

describe("a name in Azure that another entry of the last run has", () => {
  const { apis, clients, ...rest } = guideConfig() as Record<"apis" | "clients", Record<string, object>>;
  const taken = (changed: Record<string, object>) => compare({ ...rest, apis, clients: changed }).problems;

  test("and gives up, or goes with, in this very run", () => {
    const till = {
      ...clients.storefront,
      displayName: "storefront",
      redirectUris: ["https://till.example/"],
    };
    expect(taken({ storefront: { ...clients.storefront, displayName: "shop" }, till })).toEqual([
      expect.stringMatching(
        /clients\.till: would have the name "storefront \(dev\)" in Azure, which clients\.storefront .*gives up only in this one.*without this change first/,
      ),
    ]);
    const uses = { orders: ["books_read"] };
    const other = {
      ...rest,
      apis: { orders: { ...apis.books, name: "orders" } },
      clients: { till: { ...till, displayName: "Books", uses } },
    };
    expect(compare(other).problems).toEqual([
      expect.stringMatching(/which apis\.books of the last run has, which goes only in this one/),
    ]);
  });

  test("is its own business while it keeps it, or where it is the same entry", () => {
    expect(
      taken({ shop: { ...clients.storefront, displayName: "storefront", formerly: "storefront" } }),
    ).toEqual([]);
  });
});

test("a state in which a rename was cut off, so that one object has two names, is for a person to put right", () => {
  const { problems } = compare(guideConfig(), [...state(), subscription("storefront-library")]);
  expect(problems).toEqual([
    expect.stringMatching(
      /one object of Choreo under 2 names.*\n *pulumi state delete 'urn:.*::storefront-books'\n *pulumi state delete 'urn:.*::storefront-library'$/,
    ),
  ]);
  expect(compare(guideConfig(), [...state(), subscription("till-books", "another")])).toEqual(nothing);
});

describe("a permission or a role of another name", () => {
  const permissions = (books_create: object) =>
    guideConfig({
      books: {
        permissions: { books_create, books_read: {} },
        operations: { "POST /books": ["books_create"] },
      },
      storefront: { uses: { books: ["books_create"] } },
    });
  const roles = (borrower: object): Changes => ({ books: { assigned: undefined, roles: { borrower } } });

  test("says what it costs", () => {
    expect(compare(permissions({})).notices).toEqual([
      expect.stringMatching(/the permission books_add goes and books_create comes.*"formerly: books_add"/),
    ]);
    expect(compare(guideConfig(roles({})), state({ roles: ["reader"] })).notices).toEqual([
      expect.stringMatching(/the role reader goes and borrower comes.*"formerly: reader"/),
    ]);
  });

  test("is not mentioned when it says what it was, nor when nobody could tell which it was", () => {
    expect(compare(permissions({ formerly: "books_add" }))).toEqual(nothing);
    expect(compare(guideConfig(roles({ formerly: "reader" })), state({ roles: ["reader"] }))).toEqual(
      nothing,
    );
    expect(compare(guideConfig(roles({})), state({ roles: ["reader", "writer"] }))).toEqual(nothing);
  });
});

describe("the secrets of a client", () => {
  const secret = (rotation: number, expires = "180d", more: object = {}) => ({
    ...guideConfig({ storefront: { secret: { rotation, expires } } }),
    ...more,
  });

  test("a date that has passed is refused where a secret is to be made, and does no harm to one that exists", () => {
    const past = "2026-11-24";
    expect(compare(secret(1, past), []).problems).toEqual([
      "choreo-azuread:clients.storefront.secret.expires: 2026-11-24 has passed, and a secret is to be made; give a date within the next 24 months, or a duration like 180d",
    ]);
    expect(compare(secret(1, past), state())).toEqual(nothing);
    expect(compare(secret(2, past), state()).problems).toHaveLength(1);
    expect(compare(secret(2, "2026-11-25"), state())).toEqual(nothing);
  });

  test("a rotation never goes down: the secret in use would be deleted", () => {
    expect(compare(secret(1), state({ rotations: [1, 2] })).problems).toEqual([
      expect.stringMatching(
        /^choreo-azuread:clients\.storefront\.secret\.rotation: found 1, but the secret of rotation 2 exists/,
      ),
    ]);
    expect(compare(secret(2), state({ rotations: [1, 2] }))).toEqual(nothing);
    expect(compare(secret(3), state({ rotations: [1, 2] }))).toEqual(nothing);
  });

  const revoking = (rotation: number, revoked: number, more = {}) => ({
    ...guideConfig({ storefront: { secret: { rotation, revoked } } }),
    ...more,
  });

  test.each([
    ["a first secret stands alone, whatever its number", [], 3, 0, { previous: 0, ending: [] }],
    ["one is beside the newest", [1], 2, 0, { previous: 1, ending: [] }],
    ["the latest one, where numbers are skipped", [1], 5, 0, { previous: 1, ending: [] }],
    ["one, and earlier ones end", [1, 2], 3, 0, { previous: 2, ending: [1] }],
    ["once it is there", [1, 2], 2, 0, { previous: 1, ending: [] }],
    ["one that is gone does not come back", [2], 2, 0, { previous: 0, ending: [] }],
    ["revoked", [1, 2], 2, 1, { previous: 0, ending: [1] }],
    ["a revocation of long ago spares the next one", [2], 3, 1, { previous: 2, ending: [] }],
    ["revoked in the same breath", [1], 2, 1, { previous: 0, ending: [1] }],
  ] as const)("what becomes of earlier ones: %s", (_, rotations, rotation, revoked, expected) => {
    const history = new History(state({ rotations: [...rotations] }));
    const { storefront } = resolved(revoking(rotation, revoked)).clients;
    expect(earlierSecrets(history, "storefront", storefront as never)).toEqual(expected);
  });

  test("a state that cannot be read is taken to have the one before", () => {
    const { storefront } = resolved(revoking(2, 0)).clients;
    expect(earlierSecrets(undefined, "storefront", storefront as never)).toEqual({ previous: 1, ending: [] });
  });

  test("a revocation is told while there is something to revoke", () => {
    const notices = [
      "Client storefront: the secret of rotation 1 is revoked and removed: whoever still uses it gets AADSTS7000215.",
    ];
    expect(compare(revoking(2, 1), state({ rotations: [1, 2] }))).toEqual({ problems: [], notices });
    expect(compare(revoking(2, 1), state({ rotations: [2] }))).toEqual(nothing);
  });

  test("a protected one is revoked only after the next one has been made", () => {
    const protect = { protect: true };
    expect(compare(revoking(2, 1, protect)).problems).toEqual([
      expect.stringMatching(
        /secret\.revoked: found 1; with "protect".*Leave 0, run pulumi up, then revoke it/,
      ),
    ]);
    expect(compare(revoking(2, 1, protect), state({ rotations: [1, 2] })).problems).toEqual([]);
    expect(compare(revoking(3, 0, protect))).toEqual(nothing);
  });

  test("a client that got another key keeps its secrets", () => {
    const raw = renamed({ client: ["shop", { formerly: "storefront", secret: { rotation: 1 } }] });
    expect(compare(raw, state({ rotations: [1, 2] })).problems).toHaveLength(1);
  });
});

describe("owners", () => {
  test("a run of another identity says that it takes the owner's place", () => {
    expect(compare(guideConfig(), state({ owners: ["ci-id"] })).notices).toEqual([
      expect.stringMatching(
        /object id caller-id\) owner of books, storefront and takes ci-id off.*choreo-azuread:deployer/,
      ),
    ]);
  });

  test("not if the settings name the deployer, nor if it was an owner before", () => {
    const deployer = "0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04";
    expect(compare({ ...guideConfig(), deployer }, state({ owners: ["ci-id"] }), deployer).notices).toEqual(
      [],
    );
    expect(compare(guideConfig(), state({ owners: ["caller-id", "ada-id"] })).notices).toEqual([]);
  });
});

test("what users and groups were called is in the outputs of the last run", () => {
  expect(formerPrincipals(new History(state()))).toEqual({
    "ada-id": ["ada@taylordean.example"],
    "group-id": ["Librarians"],
  });
  expect(formerPrincipals(new History([]))).toEqual({});
});

describe("people who have left the directory", () => {
  const principal = resource(`${webApi}$azuread:index/servicePrincipal:ServicePrincipal`, "books", {
    objectId: "sp",
  });
  const assignment = (suffix: string, principalObjectId: string, resourceObjectId = "sp") =>
    resource(`${webApi}$azuread:index/appRoleAssignment:AppRoleAssignment`, `books-${suffix}`, {
      appRoleId: "zeros",
      principalObjectId,
      resourceObjectId,
      principalType: "User",
      id: "x",
    });
  const history = new History([
    ...state(),
    principal,
    assignment("user-ada-id", "ada-id"),
    assignment("user-gone-id", "gone-id"),
    assignment("user-moved-id", "moved-id"),
    { ...assignment("", "kept-id"), name: "books:departed-user-kept-id" },
    assignment("v2-user-other-id", "other-id", "another-sp"),
  ]);
  const settings = resolved(guideConfig());
  const apis = mapValues(settings.apis, (api) => ({
    ...api,
    principals: { users: { "ada@taylordean.example": "ada-id" }, groups: {} },
  }));

  test("keep their assignments in the state, where the settings do not name them any more", async () => {
    const asked: string[][] = [];
    const departed = await departedAssignments(history, { apis }, async (_, ids) => {
      asked.push(ids);
      return ["moved-id"];
    });
    expect(departed).toEqual({
      books: [
        { suffix: "-user-gone-id", appRoleId: "zeros", principalObjectId: "gone-id", resourceObjectId: "sp" },
      ],
    });
    expect(asked).toEqual([["gone-id", "moved-id"]]);
  });

  test("are not asked for while the settings name all that the state has", async () => {
    const ask = () => Promise.reject(new Error("asked"));
    expect(
      await departedAssignments(new History([principal, assignment("user-ada-id", "ada-id")]), { apis }, ask),
    ).toEqual({
      books: [],
    });
  });

  test("and are still named: the error says that the last run had found them", () => {
    const missing = (name: string) => ({ path: ["apis"], message: `no user "${name}" in Entra ID.` });
    const error = new SettingsError([missing("ada@taylordean.example"), missing("typo@taylordean.example")]);
    const { problems } = explainDeparted(error, history);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^no user "ada@.*The last run found it \(object id ada-id\).*take the name out$/),
      'no user "typo@taylordean.example" in Entra ID.',
    ]);
  });
});

describe("gateway environments that the settings leave", () => {
  const deployment = (outputs: object) =>
    resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiDeployment`, "books", {
      apiId: "books-id",
      claimant: "p/s/books",
      deployedTo: ["Default", "Staging"],
      ...outputs,
    });
  const open = { verb: "POST", target: "/books", scopes: [], anonymous: true };
  async function look(outputs: object, environments?: string[], apiId?: string) {
    const settings = resolved(guideConfig());
    const { books } = settings.apis;
    if (apiId) Object.assign(books?.choreo ?? {}, { apiId });
    if (environments) settings.choreo.gatewayEnvironments = environments;
    const asked: unknown[] = [];
    const left = await leftEnvironments(new History([deployment(outputs)]), settings, async (leaving) => {
      asked.push(leaving.next);
      return [{ environment: "Default", runs: "before", operations: [open] }];
    });
    return { asked, left };
  }
  const found = {
    books: {
      Default: { runs: "before", operations: { "POST /books": { permissions: [], anonymous: true } } },
    },
  };

  test("nobody asks Choreo where the stack leaves none", async () => {
    expect(await look({})).toEqual({ asked: [], left: undefined });
    const environments = ["Default", "Staging"];
    expect(await look({ environments }, environments)).toEqual({ asked: [], left: undefined });
    expect(await look({ environments }, [...environments, "Third"])).toEqual({ asked: [], left: undefined });
  });

  test("what runs there then is looked up, under the key of the API", async () => {
    expect(await look({}, ["Staging"])).toEqual({ asked: [["Staging"]], left: found });
    expect(await look({ environments: ["Default", "Staging"] })).toEqual({ asked: ["usual"], left: found });
    expect(await look({}, ["Default", "Staging"], "another-id")).toEqual({ asked: ["none"], left: found });
  });

  test("a look-up that fails leaves it unknown, and ends nothing", async () => {
    const settings = resolved(guideConfig());
    settings.choreo.gatewayEnvironments = ["Staging"];
    const fails = async () => Promise.reject(new Error("503"));
    expect(await leftEnvironments(new History([deployment({})]), settings, fails)).toEqual({
      books: { Default: { runs: "unknown" } },
    });
  });
});
