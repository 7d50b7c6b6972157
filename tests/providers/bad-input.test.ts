import { beforeEach, describe, expect, test } from "@jest/globals";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import * as Subscription from "../../providers/choreo/Subscription/handlers.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { configFor, make, refused, sharedEmulator } from "./harness.ts";

// Bad input beyond what bad-days and applications test: each error says what was wrong and what to do, and leaves the control plane
// as it was.

const apiId = seed.apis.books.id;
const claimant = "shop/dev/books";

const shared = sharedEmulator();
let emulator: RunningChoreo;
let config: ProviderConfig;
beforeEach(() => {
  ({ emulator, config } = shared);
});

const permissions = (using = config) =>
  make(ApiPermissions, using, {
    apiId,
    claimant,
    scopes: { books_add: {} },
    operations: { "POST /books": ["books_add"] },
  });
const deployment = (using = config) => make(ApiDeployment, using, { apiId, claimant, trigger: "1" });
const lifecycle = (using = config) => make(ApiLifecycle, using, { apiId, claimant });
const application = (using = config) => make(Application, using, { name: "storefront", claimant });
const key = (applicationId: string, using = config) =>
  make(IdpKey, using, {
    applicationId,
    identityProvider: seed.identityProviders.v2.name,
    consumerKey: "client",
    keyType: "PRODUCTION",
  });
const subscription = (applicationId: string, using = config) =>
  make(Subscription, using, { applicationId, apiId });

/** The message of a refusal that leaves everything as it was. */
async function refusedUnchanged(attempt: () => Promise<unknown>): Promise<string> {
  const before = emulator.state();
  const { message } = await refused(attempt());
  expect(emulator.state()).toEqual(before);
  return message;
}

/** A POST of the Publisher as a person would send it from the Console. */
async function byHand(path: string): Promise<void> {
  const response = await fetch(`${emulator.urls.publisher}${path}&organizationId=${seed.organizationId}`, {
    method: "POST",
    headers: { authorization: `Bearer ${seed.personalAccessToken}` },
  });
  expect(response.ok).toBe(true);
}

describe("a token", () => {
  test.each([
    ["that has expired", { lifetimeSeconds: -60 }],
    ["without the scope", { scopes: ["apim:api_view"] }],
  ])("%s: the error names the scopes of the call and says what may be wrong", async (_name, wish) => {
    const token = await emulator.mintToken(wish);
    const using = shared.another({ token });
    const { id } = await application();
    const needed = {
      "apim:api_create, apim:api_manage, apim:api_publish": () => deployment(using),
      "apim:api_publish, apim:api_manage": () => lifecycle(using),
      "apim:subscribe, apim:app_manage": () => key(id, using),
      "apim:subscribe, apim:sub_manage": () => subscription(id, using),
    };
    for (const [scopes, attempt] of Object.entries(needed)) {
      const message = await refusedUnchanged(attempt);
      expect(message).toContain("HTTP 401");
      // Reading comes first where the token may not even do that.
      expect(message).toMatch(
        new RegExp(`Check that it is valid and has one of the scopes (${scopes}|apim:api_)`),
      );
      expect(message).not.toContain(token);
    }
  });

  test("of the wrong organisation that does not say so itself: the error names the setting", async () => {
    const using = configFor(emulator, { organizationId: "11111111-2222-4333-8444-555555555555" });
    const message = await refusedUnchanged(() => application(using));
    expect(message).toContain("It must also be a token of the organisation choreo.organizationId.");
  });
});

describe("an API", () => {
  test("without a place for another revision: the error says which ones may go", async () => {
    emulator.setSwitches({ maxRevisions: 1 });
    await permissions();
    const message = await refusedUnchanged(() => deployment());
    expect(message).toContain("code 900351");
    expect(message).toContain("Delete one that is not deployed.");
  });

  test("that is retired is neither deployed nor published", async () => {
    for (const action of ["Publish", "Deprecate", "Retire"])
      await byHand(`/apis/change-lifecycle?apiId=${apiId}&action=${action}`);
    expect(await refusedUnchanged(() => lifecycle())).toContain(
      "it is in state RETIRED\n  Only an API in state CREATED or PROTOTYPED can be published. Use another version",
    );
    const { message } = await refused(deployment());
    expect(message).toContain("code 903227");
    expect(message).toContain("use another version of it");
  });

  test("in an organisation without gateway environments", async () => {
    emulator.setFaults([
      { match: { path: "/revisions" }, then: { status: 200, body: { count: 0, list: [] } } },
      { match: { path: "/settings" }, then: { status: 200, body: { environment: [] } } },
    ]);
    expect(await refusedUnchanged(() => deployment())).toContain("the organisation has none");
  });
});

describe("an answer that does not fit the specification", () => {
  test.each([
    ["GET", "/apis/[^/]+$", "it has no id", () => permissions()],
    ["PUT", "/apis/[^/]+$", "it has no id", () => permissions()],
    ["GET", "/revisions$", "it has no list", () => permissions()],
    ["POST", "/revisions$", "it has no id", () => deployment()],
    ["POST", "/deploy-revision$", "it has no list of deployments", () => deployment()],
    ["POST", "/change-lifecycle$", "it has no workflowStatus", () => lifecycle()],
    ["POST", "/applications$", "it has no applicationId", () => application()],
    ["POST", "/map-keys$", "it has no keyMappingId", async () => key((await application()).id)],
    [
      "POST",
      "/subscriptions$",
      "it has no subscriptionId",
      async () => subscription((await application()).id),
    ],
  ])("%s %s: the error names what is missing and the setting", async (method, path, words, attempt) => {
    const match = { method, path: path.replace("$", "(\\?|$)") };
    emulator.setFaults([{ match, then: { status: 200, body: {} } }]);
    const { message } = await refused(attempt());
    expect(message).toContain(`the answer does not fit the API's specification: ${words}`);
    expect(message).toContain("choreo.flavour");
  });
});
