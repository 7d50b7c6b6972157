import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { allChecks } from "../../../cli/probe/checks/index.ts";
import * as ApiDeployment from "../../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiPermissions from "../../../providers/choreo/ApiPermissions/handlers.ts";
import type { SwitchChanges } from "../../../sandbox/choreo/index.ts";
import type { Fault } from "../../../sandbox/kit/faults.ts";
import { choreo, entra } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { configFor, make } from "../../providers/harness.ts";
import { deploy, handles, provision, startTrustedSandbox } from "../fixture.ts";
import { answers, permit, reset } from "./run-probe.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
});
afterEach(() => reset(sandbox));
afterAll(() => sandbox.stop());

const OWNED = [
  "Application.ReadWrite.OwnedBy",
  "User.ReadBasic.All",
  "DelegatedPermissionGrant.ReadWrite.All",
];

/** A request that is always answered so. */
const always = (path: string, then: object): Fault[] => [
  { match: { path }, times: 1000, then: then as Fault["then"] },
];
const choreoFault = (path: string, then: object) => () => sandbox.choreo.setFaults(always(path, then));
const switched = (changes: SwitchChanges) => () => sandbox.choreo.setSwitches(changes);
const html = { status: 200, body: "<html>Sign in</html>" };

/** A stack's permissions in books, deployed. */
async function stackUsesBooks(): Promise<void> {
  const config = configFor(sandbox.choreo, { run: Math.random() });
  const claimant = "shop/dev/books";
  const apiId = choreo.apis.books.id;
  const operations = { "GET /books": ["books_read"] };
  const permissions = { apiId, claimant, scopes: { books_read: { description: "" } }, operations };
  await make(ApiPermissions, config, permissions);
  await make(ApiDeployment, config, { apiId, claimant, trigger: "1" });
}

async function deployedByHand(): Promise<void> {
  await deploy((await handles(sandbox)).publisher);
}

function deployComponent(): void {
  const document = { paths: { "/books": { get: { security: [] } } } };
  sandbox.choreo.deployComponent({ apiId: choreo.apis.books.id, document });
}

async function dropClaims(): Promise<void> {
  const { publisher } = await handles(sandbox);
  const path = `/apis/${choreo.apis.books.id}`;
  const api = await publisher.get(path);
  await publisher.put(path, { ...api, additionalProperties: [], additionalPropertiesMap: {} });
}

async function changeProvider(change: object): Promise<void> {
  const { admin } = await handles(sandbox);
  const path = `/key-managers/${choreo.identityProviders.v2.id}`;
  await admin.put(path, { ...(await admin.get(path)), ...change });
}

/** A person's consent to an API that requires assignment, through a client that does not. */
async function personConsents(clientRequires: boolean): Promise<void> {
  const made = await provision(sandbox, { adminConsent: false });
  const { graph, outputs } = made;
  const client = outputs.connections.storefront.servicePrincipalObjectId;
  await graph.patch(`/servicePrincipals/${client}`, { appRoleAssignmentRequired: clientRequires });
  await graph.post("/oauth2PermissionGrants", {
    ...{ clientId: client, resourceId: outputs.apis.books.azure.servicePrincipalObjectId },
    ...{ consentType: "Principal", principalId: entra.users.ada.id },
    scope: outputs.connections.storefront.apis.books?.scopes[0],
  });
}

type Row = [id: string, what: string, before: () => unknown, answer: string];
const holds: Row[] = [
  ["C1", "its list", () => {}, "holds: It answers with a list."],
  ["C2", "its list", () => {}, "holds: It answers with a list."],
  ["C3", "its list", () => {}, "holds: It answers with a list."],
  ["C4", "WSO2's code", () => {}, "holds: An API that is not there is 404 with 900308."],
  ["C5", "the sandbox's token", () => {}, "holds: Both take it."],
  ["C6", "all fields", () => {}, "holds: Organisation, state and end are there."],
  ["C7", "ACTIVE", () => {}, "holds: It is."],
  ["C8", "apim scopes", () => {}, "holds: 26 are listed."],
  ["C9", "organisations", () => {}, "holds: 1 with both."],
  ["C10", "prefixes", () => {}, "holds: 2 of 2 have one."],
  ["C11", "a revision's copy", () => {}, "holds: It does."],
  ["C12", "numbers", () => {}, "holds: 2 revisions of 2 APIs."],
  ["C13", "endpoints", () => {}, "holds: 2 name some, 2 of them for one key type alone."],
  ["C14", "subscriptions", () => {}, "holds: It does."],
  [
    "C16",
    "deployed by hand since",
    () => stackUsesBooks().then(deployedByHand),
    "holds: 1 of 1 APIs have all.",
  ],
  [
    "C17",
    "deployed by hand since",
    () => stackUsesBooks().then(deployedByHand),
    "holds: 1 APIs were changed by others since, and have it.",
  ],
  ["C18", "EXTERNAL", () => {}, "holds: Its token type is EXTERNAL."],
  ["C19", "the Console's", () => {}, "holds: It is."],
  [
    "C20",
    "a gateway's name",
    () => changeProvider({ additionalProperties: { environments: [{ choreo: "dev", apim: ["Default"] }] } }),
    "holds: 1 are named.",
  ],
  [
    "C21",
    "the gate is shut",
    switched({ portalKeyManagers: "built-in" }),
    "holds: 1 and 1 of 4 are offered.",
  ],
  ["E1", "OwnedBy alone", () => permit(sandbox, OWNED), "holds: It may."],
  ["E2", "ReadBasic alone", () => permit(sandbox, OWNED), "holds: 3 of 3 have all."],
  ["E3", "a person consented", () => personConsents(false), "holds: 1 consents of people show it."],
];
const doesNot: Row[] = [
  [
    "C1",
    "another path",
    choreoFault("/publisher/v2/apis\\?", { status: 404 }),
    "does not hold: There is no such path: 404.",
  ],
  [
    "C1",
    "a login page",
    choreoFault("/publisher/v2/apis\\?", html),
    "does not hold: Something else than the API answers there: 200.",
  ],
  [
    "C2",
    "another path",
    choreoFault("/devportal/v2/key-managers", { status: 404 }),
    "does not hold: There is no such path: 404.",
  ],
  [
    "C3",
    "another path",
    choreoFault("/admin/v2/key-managers\\?", { status: 404 }),
    "does not hold: There is no such path: 404.",
  ],
  [
    "C4",
    "other codes",
    choreoFault("/apis/00000000", { status: 404, body: { code: 404123 } }),
    "does not hold: An API that is not there is 404 with the code 404123; the sources have 404 with 900308.",
  ],
  [
    "C5",
    "not taken by the portal",
    choreoFault("/devportal/v2/key-managers", { status: 401 }),
    "does not hold: The Publisher answers 200, the Developer Portal 401.",
  ],
  [
    "C6",
    "other fields",
    choreoFault("/introspect$", { status: 200, body: { organisation: "x" } }),
    "does not hold: It answers without a state.",
  ],
  [
    "C7",
    "another word",
    switched({ personalAccessTokenStatus: "VALID" }),
    "does not hold: It works, and its state is VALID.",
  ],
  [
    "C8",
    "other scopes",
    switched({ personalAccessTokenScopes: [] }),
    "does not hold: None of them begins with apim:.",
  ],
  [
    "C9",
    "no handles",
    choreoFault("/orgs/1.0.0/orgs", { status: 200, body: [{ uuid: "x" }] }),
    "does not hold: 1 of 1 lack one of them.",
  ],
  [
    "C10",
    "none",
    () =>
      void sandbox.choreo.setFaults(
        always(`/apis/${choreo.apis.books.id}\\?`, {
          status: 200,
          body: { id: "x", name: "books", version: "1", context: "/x" },
        }),
      ),
    "does not hold: 1 of 2 have none.",
  ],
  ["C11", "no such id", switched({ revisionReads: "absent" }), "does not hold: It answers 404."],
  ["C12", "times", switched({ revisionNames: "times" }), "does not hold: 2 of 2 have other names."],
  [
    "C13",
    "none named",
    choreoFault(`/apis/${choreo.apis.books.id}\\?`, {
      status: 200,
      body: { id: "x", name: "books", version: "1", context: "/x" },
    }),
    "does not hold: 1 of 2 name none.",
  ],
  [
    "C14",
    "refused",
    choreoFault("/publisher/v2/subscriptions", { status: 401 }),
    "does not hold: It answers 401.",
  ],
  [
    "C16",
    "a component's deployment",
    () => stackUsesBooks().then(deployComponent),
    "does not hold: 1 of 1 APIs lack some.",
  ],
  [
    "C17",
    "gone",
    () => stackUsesBooks().then(dropClaims),
    "does not hold: 1 of 1 APIs run what a stack has deployed and have no claim.",
  ],
  [
    "C18",
    "another type",
    choreoFault("/devportal/v2/key-managers", {
      status: 200,
      body: { list: [{ id: "x", name: "AzureAD", enabled: true, tokenType: "DIRECT" }] },
    }),
    "does not hold: Its token type is DIRECT.",
  ],
  [
    "C19",
    "more",
    () => changeProvider({ additionalProperties: { client_id: "x", client_secret: "y" } }),
    "does not hold: Its type is AzureAD, its keys come as JWKS, and it has 2 additional properties besides.",
  ],
  [
    "C20",
    "another name",
    () => changeProvider({ additionalProperties: { environments: [{ apim: ["Default", "Nowhere"] }] } }),
    "does not hold: 1 of 2 names are of no gateway environment.",
  ],
  [
    "C21",
    "refused",
    choreoFault("devPortalAppEnv", { status: 400 }),
    "does not hold: With the question it answers 400 and 400.",
  ],
  [
    "E1",
    "refused",
    () => permit(sandbox, OWNED).then(() => sandbox.entra.setSwitches({ ownedByMayList: false })),
    "does not hold: It is refused (403).",
  ],
  [
    "E2",
    "names left out",
    () =>
      permit(sandbox, OWNED).then(() =>
        sandbox.entra.setFaults(
          always("/v1.0/users", { status: 200, body: { value: [{ id: "x", displayName: "y" }] } }),
        ),
      ),
    "does not hold: 1 of 1 lack one of them.",
  ],
];
const unseen: Row[] = [
  [
    "C1",
    "no scope",
    choreoFault("/publisher/v2/apis\\?", { status: 401 }),
    "could not be seen: It answers 401: these credentials are not enough, or the service is not well.",
  ],
  [
    "C3",
    "no scope",
    switched({ personalAccessTokenScopes: ["apim:api_view", "apim:subscribe"] }),
    "could not be seen: It answers 401: these credentials are not enough, or the service is not well.",
  ],
  [
    "C5",
    "scopes for one of the two alone",
    () => sandbox.choreo.setSwitches({ personalAccessTokenScopes: ["apim:subscribe"] }),
    "could not be seen: They answer 401 and 200.",
  ],
  [
    "C5",
    "nobody tells",
    switched({ introspection: "absent" }),
    "could not be seen: The credential is no personal access token, or the introspection service could not be reached.",
  ],
  [
    "C9",
    "nobody answers",
    choreoFault("/orgs/1.0.0/orgs", { status: 503 }),
    "could not be seen: Nobody answers there, or without a list.",
  ],
  [
    "C11",
    "nothing deployed",
    choreoFault("/revisions", { status: 200, body: { list: [] } }),
    "could not be seen: No API here is deployed, or these credentials see none.",
  ],
  [
    "C19",
    "no administrator",
    choreoFault("/admin/v2/key-managers/", { status: 401 }),
    "could not be seen: The Admin API answers 401: it takes apim:admin.",
  ],
  [
    "C21",
    "all are offered",
    () => {},
    "could not be seen: All 4 are listed each time: all are offered, or the question is ignored.",
  ],
  [
    "E1",
    "more than that",
    () => permit(sandbox, [...OWNED, "Application.Read.All"]),
    "could not be seen: The identity has more than that.",
  ],
  [
    "E2",
    "not that",
    () => permit(sandbox, ["Application.ReadWrite.OwnedBy"]),
    "could not be seen: The identity does not have it.",
  ],
  [
    "E3",
    "the client requires it too",
    () => personConsents(true),
    "could not be seen: No person's consent to such an API is there.",
  ],
  [
    "E3",
    "consents are hidden",
    () => permit(sandbox, ["Application.ReadWrite.OwnedBy"]),
    "could not be seen: The identity may not read consents: it takes Directory.Read.All.",
  ],
];

describe.each([
  ["holds", holds],
  ["does not hold", doesNot],
  ["could not be seen", unseen],
])("%s", (_, rows) => {
  test.each(rows)("%s: %s", async (id, _what, before, answer) => {
    await before();
    expect((await answers(sandbox, ["--check", id]))[id]).toBe(answer);
  });
});

test("each check that reads is here both ways; where it can be shown in one alone, its row says so", () => {
  const reading = allChecks
    .filter(({ by, flavour }) => by === "reading" && flavour !== "apim")
    .map(({ id }) => id);
  expect([...new Set(holds.map(([id]) => id))]).toEqual(reading);
  const oneWay = allChecks
    .filter(({ otherwise }) => otherwise.includes("The probe can only show"))
    .map(({ id }) => id);
  expect([...new Set([...doesNot.map(([id]) => id), ...oneWay])]).toEqual(reading);
});
