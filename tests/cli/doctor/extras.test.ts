import { describe, expect, test } from "@jest/globals";
import { choreo } from "../../../sandbox/seed.ts";
import { type Break, checkBreaks, diagnose } from "./broken.ts";
import { chain, eve, FOREIGN, ids, permitOnStranger, ROLE, stranger, subscriber } from "./extras.ts";
import { surplusOf } from "./run-doctor.ts";

describe("what is there besides this stack's is red", () => {
  checkBreaks(
    chain,
    [
      [
        "a person who was assigned by hand",
        (all) =>
          all.graph.post(`${all.webApiPrincipal}/appRoleAssignedTo`, {
            principalId: eve.id,
            resourceId: ids(all).webApi,
            appRoleId: "00000000-0000-0000-0000-000000000000",
          }),
        `nothing-else red: Not of this stack: assignment ${eve.userPrincipalName} (${eve.id}`,
      ],
      [
        "a second client secret",
        ({ graph, client }) =>
          graph.post(`${client}/addPassword`, { passwordCredential: { displayName: "by hand, too" } }),
        'nothing-else red: Not of this stack: client secret "by hand, too"',
      ],
      [
        "a secret of the web API",
        ({ graph, webApi }) =>
          graph.post(`${webApi}/addPassword`, { passwordCredential: { displayName: "odd" } }),
        'nothing-else red: Not of this stack: client secret "odd"',
      ],
      [
        "a federated credential",
        ({ graph, client }) =>
          graph.post(`${client}/federatedIdentityCredentials`, {
            name: "ci",
            issuer: "https://token.actions.githubusercontent.com",
            subject: "repo:somebody/else:ref:refs/heads/main",
            audiences: ["api://AzureADTokenExchange"],
          }),
        'nothing-else red: Not of this stack: federated credential "ci"',
      ],
      [
        "an owner of the client",
        ({ graph, client, sandbox }) =>
          graph.post(`${client}/owners/$ref`, {
            "@odata.id": `${sandbox.entra.url}/v1.0/directoryObjects/${eve.id}`,
          }),
        `nothing-else red: Not of this stack: owner ${eve.userPrincipalName} (${eve.id}`,
      ],
      [
        "an owner of the web API's service principal",
        ({ graph, webApiPrincipal, sandbox }) =>
          graph.post(`${webApiPrincipal}/owners/$ref`, {
            "@odata.id": `${sandbox.entra.url}/v1.0/directoryObjects/${eve.id}`,
          }),
        `nothing-else red: Not of this stack: owner of the service principal ${eve.userPrincipalName}`,
      ],
      [
        "a redirect URI",
        ({ graph, client }) =>
          graph.patch(client, {
            web: { redirectUris: ["https://localhost:9000/", "https://evil.example/cb"] },
          }),
        "nothing-else red: Not of this stack: redirect URI https://evil.example/cb",
      ],
      [
        "a redirect URI of a single-page application",
        ({ graph, client }) => graph.patch(client, { spa: { redirectUris: ["https://evil.example/cb"] } }),
        "nothing-else red: Not of this stack: redirect URI (spa) https://evil.example/cb",
      ],
      [
        "a consent of another client",
        async (all) =>
          all.graph.post("/oauth2PermissionGrants", {
            clientId: (await stranger(all)).id,
            consentType: "AllPrincipals",
            resourceId: ids(all).webApi,
            scope: "urn:taylordean:books:books_add",
          }),
        'nothing-else red: Not of this stack: consent for all to urn:taylordean:books:books_add for the client "stranger"',
      ],
      [
        "another client that need not ask",
        async (all) => {
          const { api } = await all.graph.get(all.webApi);
          const { appId } = await stranger(all);
          const delegatedPermissionIds = [api.oauth2PermissionScopes[0].id];
          await all.graph.patch(all.webApi, {
            api: { preAuthorizedApplications: [{ appId, delegatedPermissionIds }] },
          });
        },
        "nothing-else red: Not of this stack: pre-authorised client",
      ],
      [
        "an application of somebody else that is subscribed with a key of its own",
        (all) => subscriber(all, FOREIGN),
        `nothing-else red: Not of this stack: subscribed application "stranger" with AzureAD ${FOREIGN}`,
      ],
      [
        "a second key of the client's application",
        (all) => all.mapKey({ keyType: "SANDBOX", consumerKey: FOREIGN }),
        `nothing-else red: Not of this stack: key (SANDBOX, AzureAD) of the application in Choreo ${FOREIGN}`,
      ],
      [
        "a key of another provider with the client's own id",
        (all) => all.mapKey({ keyManager: choreo.identityProviders.v1.name }),
        `nothing-else red: Not of this stack: key (PRODUCTION, ${choreo.identityProviders.v1.name}) of the application in Choreo`,
      ],
      [
        "a scope of the web API, called as another API's",
        async ({ graph, webApi }) => {
          const { api } = await graph.get(webApi);
          const [scope] = api.oauth2PermissionScopes;
          const more = { ...scope, id: ROLE, value: "urn:taylordean:orders:orders_write" };
          await graph.patch(webApi, {
            api: { oauth2PermissionScopes: [...api.oauth2PermissionScopes, more] },
          });
        },
        "nothing-else red: Not of this stack: scope urn:taylordean:orders:orders_write",
      ],
      [
        "API keys beside tokens",
        async ({ changeApi, deploy }) => {
          await changeApi((api) => api.securityScheme.push("api_key"));
          await deploy();
        },
        "nothing-else red: Not of this stack: security in Choreo, which asks for no permission, api_key",
      ],
      [
        "a subscription of the client to another API",
        async ({ publisher, devportal, outputs }) => {
          const { id: apiId } = choreo.apis.orders;
          await publisher.post(`/apis/change-lifecycle?apiId=${apiId}&action=Publish`);
          const { id: applicationId } = outputs.connections.storefront.application;
          await devportal.post("/subscriptions", { applicationId, apiId, throttlingPolicy: "Unlimited" });
        },
        "nothing-else red: Not of this stack: subscription to orders",
      ],
      [
        "an application permission of another application",
        (all) => permitOnStranger(all, all.clientPrincipal, ids(all).client),
        "nothing-else red: Not of this stack: application permission on stranger sweeper",
      ],
      [
        "an application permission of the web API",
        (all) => permitOnStranger(all, all.webApiPrincipal, ids(all).webApi),
        "nothing-else red: Not of this stack: application permission on stranger sweeper",
      ],
      [
        "a certificate",
        ({ graph, client }) =>
          graph.patch(client, {
            keyCredentials: [
              { type: "AsymmetricX509Cert", usage: "Verify", key: "MIIB", displayName: "eve" },
            ],
          }),
        'nothing-else red: Not of this stack: certificate "eve"',
      ],
    ] satisfies Break[],
    async (all, red) => {
      // Drift tells the same, without ids.
      const [told = ""] = red.replace(/^.*Not of this stack: /, "").split(" (0");
      expect(await surplusOf(all, all.sandbox.env)).toEqual([
        {
          where: expect.stringMatching(/^(API books|client storefront)$/),
          what: expect.stringContaining(told.replace(/ \([-0-9a-f]+\)?$/, "")),
        },
      ]);
    },
  );
});

test("a person's consent to more than the client uses is red", async () => {
  const { storefront } = chain().outputs.connections;
  if (storefront.apis.books) storefront.apis.books.scopes = ["urn:taylordean:books:books_read"];
  await chain().graph.post("/oauth2PermissionGrants", {
    clientId: ids(chain()).client,
    consentType: "Principal",
    principalId: eve.id,
    resourceId: ids(chain()).webApi,
    scope: "urn:taylordean:books:books_add",
  });
  expect((await diagnose(chain())).findings).toEqual([
    expect.stringContaining("consent of one person on books urn:taylordean:books:books_add"),
  ]);
});

test("a client of this stack that is pre-authorised for more than it uses is red", async () => {
  const { api } = await chain().graph.get(chain().webApi);
  const { storefront } = chain().outputs.connections;
  storefront.apis.books = {
    ...storefront.apis.books,
    permissions: ["books_read"],
  } as NonNullable<typeof storefront.apis.books>;
  await chain().graph.patch(chain().webApi, {
    api: {
      preAuthorizedApplications: [
        {
          appId: storefront.clientId,
          delegatedPermissionIds: api.oauth2PermissionScopes.map(({ id }: { id: string }) => id),
        },
      ],
    },
  });
  expect((await diagnose(chain())).findings).toContainEqual(
    expect.stringContaining("pre-authorisation, beyond what the settings say, of the client"),
  );
});

test("a client that uses a permission need not ask for it only where the settings say so", async () => {
  const { graph, webApi, outputs } = chain();
  const { storefront } = outputs.connections;
  const { oauth2PermissionScopes } = (await graph.get(webApi)).api;
  const delegatedPermissionIds = oauth2PermissionScopes.map(({ id }: { id: string }) => id);
  const preAuthorizedApplications = [{ appId: storefront.clientId, delegatedPermissionIds }];
  await graph.patch(webApi, { api: { preAuthorizedApplications } });
  const said = (preAuthorized: object) => {
    outputs.access = { apis: { books: { assignmentRequired: true, ...preAuthorized } } } as never;
    return surplusOf(chain(), chain().sandbox.env);
  };
  expect(await said({})).toEqual([
    { where: "API books", what: `pre-authorised client ${storefront.clientId}` },
  ]);
  expect(await said({ preAuthorized: { storefront: ["books_read"] } })).toEqual([
    {
      where: "API books",
      what: expect.stringContaining("pre-authorisation, beyond what the settings say, of the client"),
    },
  ]);
  expect(await said({ preAuthorized: { storefront: ["books_add", "books_read"] } })).toEqual([]);
});

test("a secret that is called like something expected is red: its name is its maker's choice", async () => {
  chain().outputs.connections.storefront.expected = [eve.userPrincipalName];
  await chain().graph.post(`${chain().client}/addPassword`, {
    passwordCredential: { displayName: eve.userPrincipalName },
  });
  expect((await diagnose(chain())).code).toBe(1);
});
