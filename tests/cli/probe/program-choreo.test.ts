import { beforeEach, describe, expect, test } from "@jest/globals";
import * as ApiDeployment from "../../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiPermissions from "../../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../../providers/choreo/Application/handlers.ts";
import { listRevisions } from "../../../providers/choreo/api/revisions.ts";
import * as IdentityProvider from "../../../providers/choreo/IdentityProvider/handlers.ts";
import * as IdpKey from "../../../providers/choreo/IdpKey/handlers.ts";
import {
  controlPlane,
  fullyQualifiedName,
  getApi,
  getDeployed,
  getIdentityProvider,
  keyTypesOf,
} from "../../../providers/choreo/index.ts";
import type { ProviderConfig } from "../../../providers/choreo/resource/withOperations.ts";
import type { RunningChoreo } from "../../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { calls, configFor, make, refused, sharedEmulator, startEmulator } from "../../providers/harness.ts";

// What the program does where an assumption of docs/open-questions.md is false. Those that other tests show are listed in rows.test.ts.

const shared = sharedEmulator();
let emulator: RunningChoreo;
let config: ProviderConfig;
beforeEach(() => {
  ({ emulator, config } = shared);
});

const apiId = seed.apis.books.id;
const books = { name: "books", version: "1.0.0" };
const control = () =>
  controlPlane(
    {
      choreo: {
        publisherUrl: emulator.urls.publisher,
        devportalUrl: emulator.urls.devportal,
        apisUrl: emulator.urls.apis,
        organizationId: seed.organizationId,
      },
      choreoCredentials: { token: seed.personalAccessToken },
    },
    {},
  );
const always = (method: string, path: string, status: number, body?: unknown) =>
  emulator.setFaults([{ match: { method, path }, times: 1000, then: { status, ...(body ? { body } : {}) } }]);
const says = (code: number, message: string) => ({ code, message, description: message });
const permissions = () =>
  make(ApiPermissions, config, {
    ...{ apiId, claimant: "shop/dev/books", scopes: { books_read: { description: "" } } },
    operations: { "GET /books": ["books_read"] },
  });
const deployment = (trigger = "1", using = config) =>
  make(ApiDeployment, using, { apiId, claimant: "shop/dev/books", trigger });
const writes = () => calls(emulator).filter((call) => !call.startsWith("GET"));
const message = async (attempt: Promise<unknown>) => (await refused(attempt)).message;

describe("before anything is made", () => {
  test("C1: another path of the Publisher", async () => {
    always("GET", "/publisher/", 404);
    expect(await message(getApi(control(), books))).toContain("Check the base URL of the publisher API");
  });

  test("C2: another path of the Developer Portal", async () => {
    always("GET", "/devportal/", 404);
    expect(await message(getIdentityProvider(control(), { name: "AzureAD" }))).toContain(
      "Check the base URL of the devportal API",
    );
  });

  test("C3: no Admin API: the provider is found without its issuer, and cannot be made", async () => {
    always("GET|POST", "/admin/", 404);
    const found = await getIdentityProvider(control(), { name: "AzureAD" });
    expect(found).not.toHaveProperty("issuer");
    expect(found.tokenVersion).toBe(2);
    expect(await message(make(IdentityProvider, config, provider))).toContain(
      "Check the base URL of the admin API",
    );
  });

  test("C5: a personal access token that is not taken", async () => {
    always("GET", "/api/am/", 401);
    expect(await message(getApi(control(), books))).toContain("Check that it is valid");
  });

  test("C7: a state of a token in another word is no end", async () => {
    emulator.setSwitches({ personalAccessTokenStatus: "VALID" });
    expect(await control().identity()).toMatchObject({
      status: "VALID",
      organizationId: seed.organizationId,
    });
    expect((await getApi(control(), books)).apiId).toBe(apiId);
  });

  test("C10: no prefix of scopes: names are taken whole", async () => {
    always("GET", `/apis/${apiId}\\?`, 200, { id: apiId, ...books, context: "/books" });
    const api = await getApi(control(), books);
    expect(fullyQualifiedName(api, "books_read")).toBe("books_read");
  });

  test("C11: revisions that cannot be read: permissions that live in Choreo are an error", async () => {
    emulator.setSwitches({ revisionReads: "absent" });
    expect(await message(getDeployed(control(), { apiId }))).toContain("HTTP 404");
  });

  test("C13: an API that names no endpoints takes keys of both types", () => {
    expect(keyTypesOf({ endpointConfig: {} })).toEqual(["PRODUCTION", "SANDBOX"]);
  });

  test("C18: a provider of another token type", async () => {
    const list = [{ id: "x", name: "AzureAD", enabled: true, tokenType: "DIRECT" }];
    always("GET", "/devportal/v2/key-managers", 200, { list });
    expect(await message(getIdentityProvider(control(), { name: "AzureAD" }))).toContain(
      "(token type DIRECT)",
    );
    expect(writes()).toEqual([]);
  });
});

describe("at a write", () => {
  test("C4: codes that this program does not know: the service's own words", async () => {
    always("POST", "/applications", 400, says(987654, "Out of luck"));
    const made = make(Application, config, { name: "storefront", claimant: "shop/dev/storefront" });
    const said = await message(made);
    expect(said).toContain("Out of luck");
    expect(said).toContain("code 987654");
  });

  test("C11: revisions that cannot be read: deployments work, and the next run does so again", async () => {
    emulator.setSwitches({ revisionReads: "absent" });
    await permissions();
    const { id, outs, inputs } = await deployment();
    const { props = {} } = await ApiDeployment.read(config, id, outs);
    const next = await ApiDeployment.update(config, id, props, { ...inputs, trigger: "2" });
    expect((await ApiDeployment.read(config, id, next.outs)).id).toBe(id);
  });

  test("C12: revisions named by times: the oldest that is not deployed makes room", async () => {
    emulator.setSwitches({ revisionNames: "times" });
    await permissions();
    const { id, outs: first, inputs } = await deployment();
    let outs = first;
    const made: unknown[] = [outs.revisionId];
    for (const trigger of ["2", "3", "4", "5", "6", "7"]) {
      ({ outs } = await ApiDeployment.update(config, id, outs, { ...inputs, trigger }));
      made.push(outs.revisionId);
    }
    const left = (await listRevisions(control().client(), apiId)).map((one) => one.id);
    expect(left).toHaveLength(5);
    expect(left).toEqual(expect.arrayContaining(made.slice(-4)));
  });

  test("C23: scopes that a PUT does not keep: an error that names them", async () => {
    const api = {
      id: apiId,
      ...books,
      context: "/books",
      scopes: [],
      operations: [],
      additionalProperties: [],
    };
    always("PUT", `/apis/${apiId}`, 200, api);
    expect(await message(permissions())).toContain("the server left out scope books_read");
  });

  test("C25: a revision that cannot be made by itself: the error, and the next run goes on", async () => {
    await permissions();
    always("POST", "/revisions", 403, says(900000, "Build the component"));
    expect(await message(deployment())).toContain("Build the component");
    emulator.setFaults([]);
    expect((await deployment()).outs.deployedTo).toEqual(["Default"]);
  });

  test("C28: a full API with another code: the service's words", async () => {
    await permissions();
    always("POST", "/revisions", 400, says(900999, "Enough revisions"));
    expect(await message(deployment())).toContain("Enough revisions");
  });

  test("C29: a client id that can be mapped again is mapped", async () => {
    emulator.setSwitches({ clientIds: "often" });
    const key = { identityProvider: "AzureAD", consumerKey: "the-client", keyType: "PRODUCTION" };
    for (const name of ["storefront", "reports"]) {
      const { id } = await make(Application, config, { name, claimant: `shop/dev/${name}` });
      expect((await make(IdpKey, config, { applicationId: id, ...key })).outs).toMatchObject(key);
    }
  });

  test("C30: a provider that the portal does not offer: the service's words and what to do", async () => {
    const { id } = await make(Application, config, { name: "storefront", claimant: "shop/dev/storefront" });
    always("POST", "/map-keys", 400, says(901403, "Key Manager not registered"));
    const key = { identityProvider: "AzureAD", consumerKey: "the-client", keyType: "PRODUCTION" };
    expect(await message(make(IdpKey, config, { applicationId: id, ...key }))).toContain(
      "Check choreo.identityProvider",
    );
  });

  test("C31: a provider that cannot be made: what is missing, and to make it by hand", async () => {
    always("POST", "/admin/v2/key-managers", 400, says(901401, "Missing required configuration: client_id"));
    const said = await message(make(IdentityProvider, config, provider));
    expect(said).toContain("Missing required configuration: client_id");
    expect(said).toContain("Make it by hand");
  });
});

describe("on API Manager", () => {
  const apim = sharedByTests(() => startEmulator({ flavour: "apim" }));
  beforeEach(async () => {
    await fetch(`${apim.url}/_sandbox/reset`, { method: "POST" });
    apim.setFaults([]);
    config = configFor(apim, {}, { token: await apim.mintToken() });
  });

  test("C15: a deployment that is listed nowhere is drift, and asked for again", async () => {
    const { id, outs, inputs } = await deployment();
    apim.setFaults([
      { match: { method: "GET", path: "/revisions" }, then: { status: 200, body: { count: 0, list: [] } } },
    ]);
    const { props = {} } = await ApiDeployment.read(config, id, outs);
    expect(props.trigger).toBe("nothing is deployed to Default");
    expect(ApiDeployment.diff(config, id, props, inputs).changes).toBe(true);
  });

  test("C27: a deployment that has to wait for another one: to run again", async () => {
    apim.setFaults([
      {
        match: { method: "POST", path: "/deploy-revision" },
        then: { status: 409, body: says(902005, "Pending") },
      },
    ]);
    expect(await message(deployment())).toContain("Run again when it has ended.");
  });
});

const login = "https://login.example/tenant";
const provider = {
  ...{ name: "Entra", issuer: `${login}/v2.0`, jwks: `${login}/keys`, consumerKeyClaim: "azp" },
  ...{ tokenEndpoint: `${login}/token`, authorizeEndpoint: `${login}/authorize`, claimant: "shop/dev/idp" },
};
