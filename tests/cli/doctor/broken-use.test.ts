import { expect, test } from "@jest/globals";
import { choreo } from "../../../sandbox/seed.ts";
import { type Chain, checkBreaks, diagnose, sharedChain } from "./broken.ts";

const chain = sharedChain();
const block = (state: string) => (of: Chain) =>
  of.publisher.post(
    `/subscriptions/block-subscription?subscriptionId=${of.storefront.apis.books?.subscriptionId}&blockState=${state}`,
  );

/** Subscribes anew while somebody has to approve it. */
async function resubscribe({ devportal, sandbox, storefront, subscription }: Chain) {
  await devportal.delete(subscription);
  sandbox.choreo.setSwitches({ workflows: { subscription: true } });
  const made = await devportal.post("/subscriptions", {
    applicationId: storefront.application.id,
    apiId: choreo.apis.books.id,
    throttlingPolicy: "Unlimited",
  });
  Object.assign(storefront.apis.books ?? {}, { subscriptionId: made.subscriptionId });
}

checkBreaks(chain, [
  [
    "a slash too many in the issuer",
    async ({ admin, keyManager, changeKeyManager }) =>
      changeKeyManager({ issuer: `${(await admin.get(keyManager)).issuer}/` }),
    "(slash at the end).",
  ],
  [
    "the consumer key claim of the other token version",
    ({ changeKeyManager }) => changeKeyManager({ consumerKeyClaim: "appid" }),
    "claims red: Its consumer key claim is appid instead of azp.",
  ],
  [
    "the scopes claim of other identity providers",
    ({ changeKeyManager }) => changeKeyManager({ scopesClaim: "scope" }),
    "claims red: Its scopes claim is scope instead of scp.",
  ],
  [
    "the API permissions removed",
    ({ graph, client }) => graph.patch(client, { requiredResourceAccess: [] }),
    "api-permissions red: Not listed: books_add, books_read.",
  ],
  [
    "the consent withdrawn",
    ({ withdrawConsent }) => withdrawConsent(),
    "consent red: No consent for books_add, books_read.",
  ],
  [
    "the consent to one permission withdrawn",
    async ({ graph }) => {
      const { value } = await graph.get("/oauth2PermissionGrants");
      await graph.patch(`/oauth2PermissionGrants/${value[0].id}`, {
        scope: "urn:taylordean:books:books_add",
      });
    },
    "consent red: No consent for books_read.",
  ],
  [
    "the subscription removed",
    ({ devportal, subscription }) => devportal.delete(subscription),
    "subscription red: It is gone (900908).",
  ],
  [
    "the subscription blocked",
    block("BLOCKED"),
    "subscription red: It is BLOCKED: every call is refused (900907).",
  ],
  [
    "the subscription blocked for production keys",
    block("PROD_ONLY_BLOCKED"),
    "subscription red: It is PROD_ONLY_BLOCKED: calls with a production key are refused (900907).",
  ],
  [
    "the subscription waiting for approval",
    resubscribe,
    "subscription red: It is ON_HOLD: it waits for an approval (900909).",
  ],
  [
    "the subscription refused",
    async (of) => {
      await resubscribe(of);
      await fetch(`${of.sandbox.choreo.url}/_sandbox/choreo/reject`, { method: "POST" });
    },
    "subscription red: It is REJECTED: the approval was refused (900909).",
  ],
  [
    "no endpoint for the key's type",
    async ({ changeApi, deploy }) => {
      await changeApi((api) => {
        api.endpointConfig = { endpoint_type: "http", sandbox_endpoints: { url: "http://books.internal" } };
      });
      await deploy();
    },
    "endpoint red: Default: it has none for a PRODUCTION key (900901).",
  ],
]);

test("an identity provider for the other token version: issuer and claims", async () => {
  const { devportal, key, mapKey, storefront } = chain();
  const { id, name } = choreo.identityProviders.v1;
  await devportal.delete(key);
  await mapKey({ keyManager: name });
  storefront.identityProvider = { id, name };
  const { code, results, findings } = await diagnose(chain());
  expect(findings).toEqual([
    expect.stringMatching(/^issuer red: It is ".*" instead of ".*\/v2.0"/),
    "claims red: Its consumer key claim is appid instead of azp.",
  ]);
  expect(code).toBe(1);
  expect(results[0]).toMatchObject({
    fix: "Set tokenVersion: 1 for the API, or choose an identity provider for v2 tokens.",
  });
});
