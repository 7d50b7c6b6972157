import { describe, expect, test } from "@jest/globals";
import { decide } from "../../../cli/recover/decide.ts";
import type { Found } from "../../../cli/recover/found.ts";
import type { StackState } from "../../../cli/recover/state.ts";
import { importFile } from "../../../cli/shared/importFile.ts";
import type { StateResource } from "../../../cli/shared/state.ts";
import { guideConfig, parse } from "../../settings/fixture.ts";

const webApi = "choreo-azuread:index:AzureWebApi";
const clientApp = "choreo-azuread:index:AzureClientApp";
const type = (name: string) => `azuread:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const settings = parse(
  guideConfig({ books: { preAuthorized: ["storefront"] }, storefront: { adminConsent: ["books"] } }),
);

const books: Found = {
  application: {
    id: "b-app",
    appId: "b-client",
    displayName: "books (dev)",
    identifierUris: ["api://b-client"],
    api: { preAuthorizedApplications: [{ appId: "s-client" }] },
  },
  principal: { id: "b-sp", appId: "b-client" },
  assignments: [
    {
      id: "a1",
      appRoleId: "00000000-0000-0000-0000-000000000000",
      principalId: "ada-id",
      principalType: "User",
    },
    {
      id: "a2",
      appRoleId: "00000000-0000-0000-0000-000000000000",
      principalId: "eve-id",
      principalType: "User",
    },
  ],
  grants: [],
};
const storefront: Found = {
  application: {
    id: "s-app",
    appId: "s-client",
    displayName: "storefront (dev)",
    passwordCredentials: [
      { keyId: "k1", displayName: "rotation 1" },
      { keyId: "k2", displayName: "by hand" },
    ],
  },
  principal: { id: "s-sp", appId: "s-client" },
  assignments: [],
  grants: [{ id: "g1", resourceId: "b-sp", consentType: "AllPrincipals" }],
};

const component = (of: string, name: string): StateResource => ({
  urn: `urn:pulumi:dev::p::${of}::${name}`,
  type: of,
});
const resource = (of: string, name: string, what: string, id: string): StateResource => ({
  urn: `urn:pulumi:dev::p::${of}$${type(what)}::${name}`,
  type: type(what),
  id,
});
const state = (resources: StateResource[] = [], pending: StateResource[] = []): StackState => ({
  deployment: {
    resources,
    pending_operations: pending.map((each) => ({ type: "creating", resource: each })),
  },
});
const known = [
  component(webApi, "books"),
  resource(webApi, "books", "Application", "/applications/b-app"),
  resource(webApi, "books", "ServicePrincipal", "/servicePrincipals/b-sp"),
  component(clientApp, "storefront"),
  resource(clientApp, "storefront", "Application", "/applications/s-app"),
  resource(clientApp, "storefront", "ServicePrincipal", "/servicePrincipals/s-sp"),
];
const password = (id: string) => resource(clientApp, "storefront-1", "ApplicationPassword", id);
const isAda = ({ principalId }: { principalId: string }) => principalId === "ada-id";
const decided = (found: Found[], of: StackState) => decide(found, of, settings, isAda);
const names = ({ adoptions }: ReturnType<typeof decide>) =>
  adoptions.map((each) => `${each.type.split(":").at(-1)} ${each.name} ${each.id}`);

test("a state that has everything lacks nothing; what people made by hand is theirs", () => {
  const everything = state([
    ...known,
    resource(
      webApi,
      "books",
      "ApplicationIdentifierUri",
      `/applications/b-app/identifierUris/${Buffer.from("api://b-client").toString("base64")}`,
    ),
    resource(
      webApi,
      "books-user-ada-id",
      "AppRoleAssignment",
      "/servicePrincipals/b-sp/appRoleAssignedTo/a1",
    ),
    resource(
      clientApp,
      "storefront-books",
      "ApplicationPreAuthorized",
      "b-app/preAuthorizedApplication/s-client",
    ),
    resource(
      clientApp,
      "storefront-books",
      "ServicePrincipalDelegatedPermissionGrant",
      "/oauth2PermissionGrants/g1",
    ),
    password("s-app/password/k1"),
  ]);
  expect(decided([books, storefront], everything)).toEqual({ adoptions: [], removals: [], notes: [] });
});

test("what the settings ask for and the state lacks is taken in, each under its component", () => {
  const { removals, notes, ...decision } = decided([books, storefront], state());
  expect(names({ ...decision, removals, notes })).toEqual([
    "Application books /applications/b-app",
    "ServicePrincipal books /servicePrincipals/b-sp",
    `ApplicationIdentifierUri books /applications/b-app/identifierUris/${Buffer.from("api://b-client").toString("base64")}`,
    "AppRoleAssignment books-user-ada-id /servicePrincipals/b-sp/appRoleAssignedTo/a1",
    "ApplicationPreAuthorized storefront-books b-app/preAuthorizedApplication/s-client",
    "Application storefront /applications/s-app",
    "ServicePrincipal storefront /servicePrincipals/s-sp",
    "ServicePrincipalDelegatedPermissionGrant storefront-books /oauth2PermissionGrants/g1",
  ]);
  expect(removals).toEqual([]);
  // With the state lost, a secret may be in use.
  expect(notes).toEqual([expect.stringMatching(/secret "rotation 1".*may be in use/)]);
});

describe("a secret that the state lacks", () => {
  const removal = { method: "POST", path: "/v1.0/applications/s-app/removePassword", body: { keyId: "k1" } };
  test("is removed if the killed run was making it", () => {
    const { removals } = decided([storefront], state(known, [password("")]));
    expect(removals).toEqual([expect.objectContaining(removal)]);
  });
  const withBoth: Found = {
    ...storefront,
    application: {
      ...storefront.application,
      passwordCredentials: [
        { keyId: "k1", displayName: "rotation 1" },
        { keyId: "k3", displayName: "rotation 1" },
      ],
    },
  };
  test("is removed if the state has another one of its rotation, which Entra has too", () => {
    const { removals } = decided([withBoth], state([...known, password("s-app/password/k3")]));
    expect(removals).toEqual([expect.objectContaining(removal)]);
  });
  test("is named only if the state's one is gone from Entra: the state may be an older backup, and this one in use", () => {
    const { removals, notes } = decided([storefront], state([...known, password("s-app/password/k3")]));
    expect(removals).toEqual([]);
    expect(notes).toContainEqual(expect.stringMatching(/key id k1.*may be in use/));
  });
});

describe("an application that no entry of the settings is called", () => {
  const named = (displayName: string, principal = storefront.principal): Found => ({
    ...storefront,
    application: { ...storefront.application, displayName },
    principal,
  });
  test("is removed if the provider had not finished it, and nothing hangs on it", () => {
    const unfinished = { ...named("TERRAFORM_UPDATE_7"), principal: undefined };
    expect(decided([unfinished], state()).removals).toEqual([
      expect.objectContaining({ method: "DELETE", path: "/v1.0/applications/s-app" }),
    ]);
  });
  test("is named else", () => {
    for (const displayName of ["TERRAFORM_UPDATE_7", "gone (dev)"]) {
      const { adoptions, removals, notes } = decided([named(displayName)], state());
      expect([adoptions, removals, notes]).toEqual([[], [], [expect.stringContaining(`"${displayName}"`)]]);
    }
  });
  test("is left alone if the state has it: the next run deletes or renames it", () => {
    expect(decided([named("gone (dev)")], state(known))).toMatchObject({ adoptions: [], removals: [] });
  });
});

test("a second object in the place of one that the state has is named, not taken in", () => {
  const second = {
    ...books,
    application: { ...books.application, id: "b-2", identifierUris: [] },
    assignments: [],
  };
  const { adoptions, notes } = decided([second], state(known));
  expect(adoptions).toEqual([]);
  expect(notes[0]).toContain("the state has another one in its place");
});

test("under an earlier key, if the state still has that one", () => {
  const renamed = parse({
    ...guideConfig(),
    clients: {
      shop: { ...(guideConfig().clients as { storefront: object }).storefront, formerly: "storefront" },
    },
  });
  const { adoptions } = decide(
    [{ ...storefront, grants: [] }],
    state([component(clientApp, "storefront")]),
    renamed,
    isAda,
  );
  expect(adoptions.map(({ name }) => name)).toEqual(["storefront", "storefront"]);
});

test("the import makes components that the state lacks, and refers to those that it has", () => {
  const { adoptions } = decided([books, storefront], state([component(webApi, "books")]));
  const { nameTable, resources } = importFile(adoptions, state([component(webApi, "books")]));
  expect(nameTable).toEqual({ component0: `urn:pulumi:dev::p::${webApi}::books` });
  expect(resources[0]).toEqual({
    type: clientApp,
    name: "component1",
    logicalName: "storefront",
    component: true,
  });
  expect(resources[1]).toMatchObject({
    logicalName: "books",
    id: "/applications/b-app",
    parent: "component0",
    version: expect.any(String),
  });
});
