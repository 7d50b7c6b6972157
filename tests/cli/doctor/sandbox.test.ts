import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { choreoReaders } from "../../../cli/doctor/choreo-readers.ts";
import { makeWorld } from "../../../cli/doctor/tool.ts";
import { walk } from "../../../cli/doctor/walk.ts";
import { choreo, entra } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { deploy, type Provisioned, provision, startTrustedSandbox } from "../fixture.ts";

let sandbox: Sandbox;
let made: Provisioned;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await reset();
  made = await provision(sandbox);
});

async function reset(): Promise<void> {
  for (const { url } of [sandbox.entra, sandbox.choreo])
    await fetch(`${url}/_sandbox/reset`, { method: "POST" });
}

const config = {
  "choreo-azuread:choreo": { organization: choreo.organization, organizationId: choreo.organizationId },
};

/** What is not green, as `id state`. */
async function diagnose(): Promise<string[]> {
  const world = await makeWorld(made.outputs, choreoReaders(config, sandbox.env), sandbox.env);
  const sections = await walk(made.outputs, world);
  return sections
    .flatMap(({ results }) => results)
    .filter(({ state }) => state !== "green")
    .map(({ id, state, says }) => (state === "skipped" ? `${id} skipped` : `${id} ${state}: ${says}`));
}

const webApi = () => `/applications/${made.outputs.apis.books.azure.applicationObjectId}`;
const webApiPrincipal = () => `/servicePrincipals/${made.outputs.apis.books.azure.servicePrincipalObjectId}`;
const client = () => `/applications/${made.outputs.connections.storefront.applicationObjectId}`;
const application = () => `/applications/${made.outputs.connections.storefront.application.id}`;
const subscription = () => `/subscriptions/${made.outputs.connections.storefront.apis.books?.subscriptionId}`;
const api = `/apis/${choreo.apis.books.id}`;
const keyManager = `/key-managers/${choreo.identityProviders.v2.id}`;

async function changeScopes(change: (scope: { value: string; isEnabled: boolean }) => void): Promise<void> {
  const { api } = await made.graph.get(webApi());
  const scopes = api.oauth2PermissionScopes;
  // Entra changes a scope only while it is switched off.
  const off = scopes.map((scope: object) => ({ ...scope, isEnabled: false }));
  await made.graph.patch(webApi(), { api: { oauth2PermissionScopes: off } });
  for (const scope of scopes) change(scope);
  await made.graph.patch(webApi(), { api: { oauth2PermissionScopes: scopes } });
}

async function changeApi(change: (api: { operations: { scopes: string[] }[]; scopes: object[] }) => void) {
  const found = await made.publisher.get(api);
  change(found);
  await made.publisher.put(api, found);
}

test("what the guide makes is green throughout", async () => expect(await diagnose()).toEqual([]));

test("v1 tokens with an identity provider for them are green too", async () => {
  await reset();
  made = await provision(sandbox, { tokenVersion: 1 });
  expect(await diagnose()).toEqual([]);
});

test("v2 tokens with an identity provider for v1 tokens: issuer and claims", async () => {
  const { id, name } = choreo.identityProviders.v1;
  const { storefront } = made.outputs.connections;
  await made.devportal.delete(`${application()}/oauth-keys/${storefront.application.keyMappingId}`);
  await made.devportal.post(`${application()}/map-keys`, {
    consumerKey: storefront.clientId,
    keyManager: name,
    keyType: "PRODUCTION",
  });
  storefront.identityProvider = { id, name };
  expect(await diagnose()).toEqual([
    expect.stringMatching(/^issuer red: It is ".*" instead of ".*\/v2.0"/),
    "claims red: Its consumer key claim is appid instead of azp.",
  ]);
});

test("only reads", async () => {
  sandbox.entra.clearRequests();
  sandbox.choreo.clearRequests();
  await diagnose();
  const writes = [...sandbox.entra.requests(), ...sandbox.choreo.requests()].filter(
    ({ method, path }) => method !== "GET" && !path.includes("/token"),
  );
  expect(writes).toEqual([]);
});

describe("exactly the broken link is red", () => {
  test.each<[string, () => Promise<unknown>, string]>([
    [
      "a permission is taken from the resources and deployed",
      async () => {
        await changeApi(({ operations }) => {
          for (const operation of operations) operation.scopes = [];
        });
        await deploy(made.publisher);
      },
      "deployed red: Default: POST /books lacks books_add; Default: GET /books lacks books_read; Default: GET /books/{id} lacks books_read.",
    ],
    [
      "an old revision is deployed, while the working copy is right",
      async () => {
        const { list } = await made.publisher.get(`${api}/revisions`);
        await made.publisher.post(`${api}/deploy-revision?revisionId=${list[0].id}`, [
          { name: "Default", vhost: "localhost", displayOnDevportal: true },
        ]);
      },
      "deployed red: Default: POST /books lacks books_add; Default: GET /books lacks books_read; Default: GET /books/{id} lacks books_read.",
    ],
    [
      "the API blocked",
      () => made.publisher.post(`/apis/change-lifecycle?apiId=${choreo.apis.books.id}&action=Block`),
      "published red: Its lifecycle state is BLOCKED.",
    ],
    [
      "one capital in Azure",
      () =>
        changeScopes((scope) => {
          scope.value = scope.value.replace("books_add", "Books_add");
        }),
      'scope-names red: Azure has "urn:taylordean:books:Books_add" instead of "urn:taylordean:books:books_add" (upper and lower case).',
    ],
    [
      "a scope switched off",
      () =>
        changeScopes((scope) => {
          if (scope.value.endsWith("books_read")) scope.isEnabled = false;
        }),
      "scopes-enabled red: Switched off: books_read.",
    ],
    [
      "an assignment removed",
      async () => {
        const { value } = await made.graph.get(`${webApiPrincipal()}/appRoleAssignedTo`);
        const ada = value.find(
          ({ principalId }: { principalId: string }) => principalId === entra.users.ada.id,
        );
        await made.graph.delete(`${webApiPrincipal()}/appRoleAssignedTo/${ada.id}`);
      },
      "assignment red: Not assigned: ada@taylordean.example.",
    ],
    [
      "assignment not required",
      () => made.graph.patch(webApiPrincipal(), { appRoleAssignmentRequired: false }),
      "assignment red: Assignment is not required: everyone in the tenant may sign in.",
    ],
    [
      "the keys' address is wrong",
      async () => {
        const found = await made.admin.get(keyManager);
        found.certificates.value = `${sandbox.entra.url}/nowhere`;
        await made.admin.put(keyManager, found);
      },
      "jwks red: Could not look: ",
    ],
    [
      "the redirect URI has another port",
      () => made.graph.patch(client(), { web: { redirectUris: ["https://localhost:9001/"] } }),
      "redirect-uri red: https://localhost:9000/ is not registered.",
    ],
    [
      "the secret removed",
      () =>
        made.graph.post(`${client()}/removePassword`, {
          keyId: made.outputs.connections.storefront.clientSecretKeyId,
        }),
      "secret red: Its credential was removed in Entra (AADSTS7000215).",
    ],
    [
      "the key under the other type",
      async () => {
        const { clientId, application: app } = made.outputs.connections.storefront;
        await made.devportal.delete(`${application()}/oauth-keys/${app.keyMappingId}`);
        await made.devportal.post(`${application()}/map-keys`, {
          consumerKey: clientId,
          keyManager: "AzureAD",
          keyType: "SANDBOX",
        });
      },
      "key-mapping red: The client id is under SANDBOX, AzureAD instead of PRODUCTION, AzureAD.",
    ],
    [
      "the key removed",
      () =>
        made.devportal.delete(
          `${application()}/oauth-keys/${made.outputs.connections.storefront.application.keyMappingId}`,
        ),
      "key-mapping red: No PRODUCTION key of AzureAD.",
    ],
    [
      "the issuer of the other token version",
      async () => {
        const found = await made.admin.get(keyManager);
        await made.admin.put(keyManager, { ...found, issuer: `${found.issuer}/` });
      },
      "issuer red: It is ",
    ],
    [
      "the consumer key claim of the other token version",
      async () => {
        const found = await made.admin.get(keyManager);
        await made.admin.put(keyManager, { ...found, consumerKeyClaim: "appid" });
      },
      "claims red: Its consumer key claim is appid instead of azp.",
    ],
    [
      "the API permissions removed",
      () => made.graph.patch(client(), { requiredResourceAccess: [] }),
      "api-permissions red: Not listed: books_add, books_read.",
    ],
    [
      "the consent withdrawn",
      async () => {
        const { value } = await made.graph.get("/oauth2PermissionGrants");
        for (const { id } of value) await made.graph.delete(`/oauth2PermissionGrants/${id}`);
      },
      "consent red: No consent for books_add, books_read.",
    ],
    [
      "the subscription removed",
      () => made.devportal.delete(subscription()),
      "subscription red: It is gone (900908).",
    ],
    [
      "the subscription blocked",
      () =>
        made.publisher.post(
          `/subscriptions/block-subscription?subscriptionId=${made.outputs.connections.storefront.apis.books?.subscriptionId}&blockState=BLOCKED`,
        ),
      "subscription red: It is BLOCKED: every call is refused (900907).",
    ],
  ])("%s", async (_, breakIt, expected) => {
    await breakIt();
    const found = await diagnose();
    expect(found).toEqual([expect.stringContaining(expected)]);
  });
});

describe("what hangs on the broken link is skipped", () => {
  test.each<[string, () => Promise<unknown>, string, string[]]>([
    [
      "the web API deleted",
      () => made.graph.delete(webApi()),
      "web-api red: The application ",
      ["scope-names", "scopes-enabled", "assignment", "api-permissions", "consent"],
    ],
    [
      "the client disabled",
      () =>
        made.graph.patch(
          `/servicePrincipals/${made.outputs.connections.storefront.servicePrincipalObjectId}`,
          {
            accountEnabled: false,
          },
        ),
      "client-app red: Its service principal is disabled.",
      ["redirect-uri", "secret", "api-permissions", "consent"],
    ],
    [
      "the identity provider switched off",
      async () => made.admin.put(keyManager, { ...(await made.admin.get(keyManager)), enabled: false }),
      'identity-provider red: "AzureAD" is switched off',
      ["jwks", "key-mapping", "issuer", "claims"],
    ],
    [
      "the application deleted",
      () => made.devportal.delete(application()),
      'application red: "storefront" is gone',
      ["key-mapping", "subscription"],
    ],
  ])("%s", async (_, breakIt, cause, skipped) => {
    await breakIt();
    expect(await diagnose()).toEqual(
      expect.arrayContaining([expect.stringContaining(cause), ...skipped.map((id) => `${id} skipped`)]),
    );
    expect((await diagnose()).length).toBe(1 + skipped.length);
  });
});

test("a caller who may not read the Admin API sees yellow", async () => {
  sandbox.choreo.setSwitches({ personalAccessTokenScopes: ["apim:api_view", "apim:subscribe"] });
  expect(await diagnose()).toEqual([
    expect.stringMatching(/^issuer yellow: Not visible with these credentials/),
    expect.stringMatching(/^claims yellow: Not visible with these credentials/),
  ]);
});
