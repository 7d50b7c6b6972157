import { describe, expect, test } from "@jest/globals";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import { controlPlane, getApi, getIdentityProvider } from "../../providers/choreo/index.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import * as Subscription from "../../providers/choreo/Subscription/handlers.ts";
import { type Flavour, type Release, startChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { configFor, type Handlers, make } from "../providers/harness.ts";
import { heldToContract } from "./held.ts";
import { recordContract } from "./recorder.ts";
import { specsPresent } from "./specs.ts";

const apiId: string = seed.apis.books.id;
const permissions = (scope: string): Values => ({
  apiId,
  claimant: "choreo-azuread/dev/books",
  scopes: { [scope]: { description: "Of books" } },
  operations: { "GET /books": [scope] },
});

/** Each operation of each resource type, as a life of the guide's program makes them. */
async function liveThroughAll(config: ProviderConfig): Promise<void> {
  const control = controlPlane(config);
  await getApi(control, { name: "books", version: "1.0.0" });
  await getIdentityProvider(control, { name: "AzureAD" });
  const made: [Handlers, string, Values][] = [];
  const create = async (handlers: Handlers, news: Values, changed: Values = {}) => {
    const { id, inputs, outs } = await make(handlers, config, news);
    await handlers.read(config, id, outs);
    const next = { ...inputs, ...changed };
    const updated =
      Object.keys(changed).length > 0 ? (await handlers.update(config, id, outs, next)).outs : outs;
    made.push([handlers, id, updated]);
    return id;
  };
  await create(ApiPermissions, permissions("read"), permissions("write"));
  const claim = { apiId, claimant: "choreo-azuread/dev/books" };
  await create(ApiDeployment, { ...claim, trigger: "1" }, { trigger: "2" });
  await create(ApiLifecycle, claim);
  const applicationId = await create(Application, { name: "storefront" }, { description: "The shop" });
  const key = {
    applicationId,
    identityProvider: "AzureAD",
    consumerKey: "1f0c2d3e-4f50-4617-8283-94a5b6c7d8e9",
  };
  await create(IdpKey, { ...key, keyType: "PRODUCTION" });
  await create(Subscription, { applicationId, apiId }, { throttlingPolicy: "Bronze" });
  for (const [handlers, id, outs] of made.reverse()) await handlers.remove(config, id, outs);
}

const OPERATIONS = [
  "DELETE /apis/{apiId}/revisions/{revisionId} 200",
  "DELETE /applications/{applicationId} 200",
  "DELETE /subscriptions/{subscriptionId} 200",
  "GET /apis 200",
  "GET /apis/{apiId} 200",
  "GET /apis/{apiId}/revisions 200",
  "GET /applications 200",
  "GET /applications/{applicationId} 200",
  "GET /applications/{applicationId}/oauth-keys 200",
  "GET /key-managers 200",
  "GET /subscriptions/{subscriptionId} 200",
  "POST /apis/change-lifecycle 200",
  "POST /apis/{apiId}/deploy-revision 201",
  "POST /apis/{apiId}/revisions 201",
  "POST /applications 201",
  "POST /applications/{applicationId}/map-keys 200",
  "POST /subscriptions 201",
  "PUT /apis/{apiId} 200",
  "PUT /applications/{applicationId} 200",
  "PUT /subscriptions/{subscriptionId} 200",
];

const start = (flavour: Flavour, release?: Release) =>
  startChoreo({
    entraUrl: "https://localhost:1",
    gatewayUrl: () => "https://localhost:2",
    flavour,
    ...(release && { release }),
  });

(specsPresent ? describe : describe.skip)("the provider and the emulator keep to the official files", () => {
  test.each([
    ["Choreo", "choreo", undefined, undefined, "DELETE /applications/{id}/oauth-keys/{id} 200"],
    [
      "API Manager 4.6",
      "apim",
      undefined,
      undefined,
      "DELETE /applications/{applicationId}/oauth-keys/{keyMappingId} 200",
    ],
    [
      "API Manager 4.7",
      "apim",
      "4.7",
      undefined,
      "DELETE /applications/{applicationId}/oauth-keys/{keyMappingId} 200",
    ],
    [
      "API Manager 4.0",
      "apim",
      undefined,
      "v2",
      "POST /applications/{applicationId}/oauth-keys/{keyMappingId}/clean-up 200",
    ],
  ] as const)(
    "with %s, through all operations of all resource types",
    async (_, flavour, release, version, keyDeletion) => {
      const emulator = await start(flavour, release);
      const contract = recordContract(emulator);
      const before = emulator.state();
      const { publisher, devportal } = emulator.urls;
      const at = (url: string) => (version ? url.replace(/v\d$/, version) : url);
      try {
        const config = configFor(emulator, { publisherUrl: at(publisher), devportalUrl: at(devportal) });
        await liveThroughAll(config);
      } finally {
        await emulator.close();
      }
      expect(await contract.violations()).toEqual([]);
      const seen = contract.seen();
      expect([...OPERATIONS, keyDeletion].filter((operation) => !seen.includes(operation))).toEqual([]);
      expect(emulator.state()).toEqual(before);
    },
  );

  test("an emulator that is held to the contract tells of violations when it is closed", async () => {
    const emulator = heldToContract(await start("choreo"));
    const token = await emulator.mintToken();
    const url = `${emulator.urls.publisher}/apis?organizationId=${seed.organizationId}&colour=red`;
    expect(await fetch(url, { headers: { authorization: `Bearer ${token}` } })).toMatchObject({
      status: 200,
    });
    await expect(emulator.close()).rejects.toThrow(/GET \/apis 200, request: .*colour/);
  });
});
