import { entra } from "../../../sandbox/seed.ts";
import { type Chain, checkBreaks, sharedChain } from "./broken.ts";

const hangsOnIdentityProvider = ["jwks", "key-mapping", "issuer", "claims", "key-managers"];
const hangsOnClient = ["redirect-uri", "secret", "nothing-else", "api-permissions", "consent"];
const hangsOnApplication = ["key-mapping", "subscription"];
const redirectUris = (uris: string[]) => (chain: Chain) => {
  // That they are there besides the stack's is another link's matter.
  chain.storefront.expected = uris;
  return chain.graph.patch(chain.client, { web: { redirectUris: uris } });
};

checkBreaks(sharedChain(), [
  [
    "the identity provider removed from Choreo",
    async ({ admin, devportal, key, keyManager }) => {
      // Choreo lets nobody delete one with keys.
      await devportal.delete(key);
      await admin.delete(keyManager);
    },
    'identity-provider red: There is no "AzureAD" (there is: ',
    hangsOnIdentityProvider,
  ],
  [
    "the identity provider switched off",
    ({ changeKeyManager }) => changeKeyManager({ enabled: false }),
    'identity-provider red: "AzureAD" is switched off: the gateway refuses its tokens (900901).',
    hangsOnIdentityProvider,
  ],
  [
    "the address of the keys wrong",
    ({ sandbox, changeKeyManager }) =>
      changeKeyManager({ certificates: { type: "JWKS", value: `${sandbox.entra.url}/nowhere` } }),
    "jwks red: Could not look: ",
  ],
  [
    "no keys at the address",
    async ({ sandbox }) =>
      sandbox.entra.setFaults([{ match: { path: "/keys$" }, then: { status: 200, body: { keys: [] } } }]),
    " has no keys.",
  ],
  [
    "a page of HTML at the address of the keys",
    async ({ sandbox }) =>
      sandbox.entra.setFaults([{ match: { path: "/keys$" }, then: { status: 200, body: "<html>" } }]),
    "jwks red: Could not look: the identity provider's keys at ",
  ],
  [
    "the client deleted",
    ({ graph, client }) => graph.delete(client),
    "client-app red: The application ",
    hangsOnClient,
  ],
  [
    "the client's service principal deleted",
    ({ graph, clientPrincipal }) => graph.delete(clientPrincipal),
    "client-app red: Its service principal is gone.",
    hangsOnClient,
  ],
  [
    "the client disabled",
    ({ graph, clientPrincipal }) => graph.patch(clientPrincipal, { accountEnabled: false }),
    "client-app red: Its service principal is disabled.",
    hangsOnClient,
  ],
  [
    "the redirect URI with another port",
    redirectUris(["https://localhost:9001/"]),
    "redirect-uri red: https://localhost:9000/ is not registered.",
  ],
  [
    "the redirect URI without its slash",
    redirectUris(["https://localhost:9000"]),
    'redirect-uri red: "https://localhost:9000" instead of "https://localhost:9000/" (slash at the end).',
  ],
  ["no redirect URI", redirectUris([]), "redirect-uri red: https://localhost:9000/ is not registered."],
  [
    "the secret removed",
    ({ graph, client, storefront }) =>
      graph.post(`${client}/removePassword`, { keyId: storefront.clientSecretKeyId }),
    "secret red: Its credential was removed in Entra (AADSTS7000215).",
  ],
  [
    "the secret expired",
    async ({ graph, client, storefront }) => {
      const passwordCredential = {
        displayName: "old",
        startDateTime: "2020-01-01T00:00:00Z",
        endDateTime: "2020-06-29T00:00:00Z",
      };
      const { keyId } = await graph.post(`${client}/addPassword`, { passwordCredential });
      storefront.expected = [storefront.clientSecretKeyId];
      storefront.clientSecretKeyId = keyId;
    },
    "secret red: It expired on 2020-06-29 (AADSTS7000222).",
  ],
  [
    "the application deleted",
    ({ devportal, application }) => devportal.delete(application),
    'application red: "storefront" is gone, and its key and subscriptions with it.',
    hangsOnApplication,
  ],
  [
    "the application waiting for approval",
    async ({ devportal, application, sandbox, storefront }) => {
      await devportal.delete(application);
      sandbox.choreo.setSwitches({ workflows: { application: true } });
      const made = await devportal.post("/applications", {
        name: "storefront",
        throttlingPolicy: "Unlimited",
      });
      storefront.application.id = made.applicationId;
    },
    'application red: "storefront" is CREATED: it waits for an approval.',
    hangsOnApplication,
  ],
  [
    "the key removed",
    ({ devportal, key }) => devportal.delete(key),
    "key-mapping red: No PRODUCTION key of AzureAD.",
  ],
  [
    "the key of another client",
    async ({ devportal, key, mapKey }) => {
      await devportal.delete(key);
      await mapKey({ consumerKey: entra.deployer.clientId });
    },
    `key-mapping red: It has another client id: ${entra.deployer.clientId}.`,
  ],
  [
    "the key under the other type",
    async ({ devportal, key, mapKey }) => {
      await devportal.delete(key);
      await mapKey({ keyType: "SANDBOX" });
    },
    "key-mapping red: The client id is under SANDBOX, AzureAD instead of PRODUCTION, AzureAD.",
  ],
  [
    "the key under another identity provider",
    async ({ devportal, key, mapKey }) => {
      await devportal.delete(key);
      await mapKey({ keyManager: "AzureAD-v1" });
    },
    "key-mapping red: The client id is under PRODUCTION, AzureAD-v1 instead of PRODUCTION, AzureAD.",
  ],
]);
