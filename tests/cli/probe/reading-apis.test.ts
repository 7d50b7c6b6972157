import * as ApiDeployment from "../../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiPermissions from "../../../providers/choreo/ApiPermissions/handlers.ts";
import { choreo } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { configFor, make } from "../../providers/harness.ts";
import { deploy, handles } from "../fixture.ts";
import { asItIs, choreoFault, numberOf, type Row, switched, testReading } from "./reading.ts";

// APIs and identity providers, as others have left them.

/** A stack's permissions in books, deployed. */
async function stackUsesBooks(sandbox: Sandbox): Promise<void> {
  const config = configFor(sandbox.choreo, { run: Math.random() });
  const claimant = "shop/dev/books";
  const apiId = choreo.apis.books.id;
  const operations = { "GET /books": ["books_read"] };
  const permissions = { apiId, claimant, scopes: { books_read: { description: "" } }, operations };
  await make(ApiPermissions, config, permissions);
  await make(ApiDeployment, config, { apiId, claimant, trigger: "1" });
}

async function deployedByHand(sandbox: Sandbox): Promise<void> {
  await deploy((await handles(sandbox)).publisher);
}

function deployComponent(sandbox: Sandbox): void {
  const document = { paths: { "/books": { get: { security: [] } } } };
  sandbox.choreo.deployComponent({ apiId: choreo.apis.books.id, document });
}

async function dropClaims(sandbox: Sandbox): Promise<void> {
  const { publisher } = await handles(sandbox);
  const path = `/apis/${choreo.apis.books.id}`;
  const api = await publisher.get(path);
  await publisher.put(path, { ...api, additionalProperties: [], additionalPropertiesMap: {} });
}

async function changeProvider(sandbox: Sandbox, change: object): Promise<void> {
  const { admin } = await handles(sandbox);
  const path = `/key-managers/${choreo.identityProviders.v2.id}`;
  await admin.put(path, { ...(await admin.get(path)), ...change });
}

const holds: Row[] = [
  ["C10", "prefixes", asItIs, "holds: 2 of 2 have one."],
  ["C11", "a revision's copy", asItIs, "holds: It does."],
  ["C12", "numbers", asItIs, "holds: 2 revisions of 2 APIs."],
  ["C13", "endpoints", asItIs, "holds: 2 name some, 2 of them for one key type alone."],
  ["C14", "subscriptions", asItIs, "holds: It does."],
  [
    "C16",
    "deployed by hand since",
    (sandbox) => stackUsesBooks(sandbox).then(() => deployedByHand(sandbox)),
    "holds: 1 of 1 APIs have all.",
  ],
  [
    "C17",
    "deployed by hand since",
    (sandbox) => stackUsesBooks(sandbox).then(() => deployedByHand(sandbox)),
    "holds: 1 APIs were changed by others since, and have it.",
  ],
  ["C18", "EXTERNAL", asItIs, "holds: Its token type is EXTERNAL."],
  ["C19", "the Console's", asItIs, "holds: It is."],
  [
    "C20",
    "a gateway's name",
    (sandbox) =>
      changeProvider(sandbox, {
        additionalProperties: { environments: [{ choreo: "dev", apim: ["Default"] }] },
      }),
    "holds: 1 are named.",
  ],
  [
    "C21",
    "the gate is shut",
    switched({ portalKeyManagers: "built-in" }),
    "holds: 1 and 1 of 4 are offered.",
  ],
];
const doesNot: Row[] = [
  [
    "C10",
    "none",
    choreoFault(`/apis/${choreo.apis.books.id}\\?`, {
      status: 200,
      body: { id: "x", name: "books", version: "1", context: "/x" },
    }),
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
    (sandbox) => stackUsesBooks(sandbox).then(() => deployComponent(sandbox)),
    "does not hold: 1 of 1 APIs lack some.",
  ],
  [
    "C17",
    "gone",
    (sandbox) => stackUsesBooks(sandbox).then(() => dropClaims(sandbox)),
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
    (sandbox) => changeProvider(sandbox, { additionalProperties: { client_id: "x", client_secret: "y" } }),
    "does not hold: Its type is AzureAD, its keys come as JWKS, and it has 2 additional properties besides.",
  ],
  [
    "C20",
    "another name",
    (sandbox) =>
      changeProvider(sandbox, { additionalProperties: { environments: [{ apim: ["Default", "Nowhere"] }] } }),
    "does not hold: 1 of 2 names are of no gateway environment.",
  ],
  [
    "C21",
    "refused",
    choreoFault("devPortalAppEnv", { status: 400 }),
    "does not hold: With the question it answers 400 and 400.",
  ],
];
const unseen: Row[] = [
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
    asItIs,
    "could not be seen: All 4 are listed each time: all are offered, or the question is ignored.",
  ],
];

testReading((check) => check.side === "choreo" && numberOf(check) >= 10, { holds, doesNot, unseen });
