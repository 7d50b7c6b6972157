import { AzureClientApp, AzureWebApi, ChoreoApi, ChoreoApplication } from "./components/index.ts";
import { accessModel, apiOutput, connectionOutput, mapValues } from "./outputs/index.ts";
import { nothingLeftBehind } from "./program/alreadyInEntra.ts";
import { announceRotation } from "./program/announceRotation.ts";
import { settingsOfStack } from "./program/settingsOfStack.ts";
import { watchSecret } from "./program/watchSecret.ts";
import { qualifiedScopes, subscribedApis, webApisUsed } from "./program/wiring.ts";

const settings = await settingsOfStack();
const { choreo, identityProvider, protect } = settings;
const beforeCreate = [nothingLeftBehind()];

const webApis = mapValues(settings.apis, (api, name) => {
  const published = new ChoreoApi(name, {
    apiId: api.choreo.apiId,
    permissions: mapValues(api.permissions, ({ displayName, description }) => ({ displayName, description })),
    operations: api.operations,
    gatewayEnvironments: choreo.gatewayEnvironments,
    adopt: api.adopt,
    protect,
  }); // step 1
  const azure = new AzureWebApi(name, {
    displayName: api.displayName,
    scopes: qualifiedScopes(api),
    tokenVersion: api.tokenVersion,
    assigned: api.principals,
    roles: mapValues(api.roles, ({ principals, ...role }) => ({ ...role, ...principals })),
    owners: api.owners,
    protect,
    beforeCreate,
  }); // steps 2 and 2.1
  return { ...api, published, azure };
});

const clients = mapValues(settings.clients, (client, name) => {
  const azure = new AzureClientApp(name, {
    displayName: client.displayName,
    redirectUris: client.redirectUris,
    uses: webApisUsed(name, client, webApis),
    secret: { ...client.secret, beforeCreate: announceRotation(name, client.secret) },
    owners: client.owners,
    protect,
    beforeCreate,
  }); // step 3
  watchSecret(name, client.secret, azure);
  const choreoApplication = new ChoreoApplication(name, {
    name: client.displayName,
    ...client.application,
    identityProvider: identityProvider.name,
    clientId: azure.clientId,
    keyType: choreo.keyType,
    subscriptions: subscribedApis(client, webApis),
    subscriptionPolicy: client.subscriptionPolicy,
    adopt: client.adopt,
    protect,
  }); // step 4
  return { ...client, azure, choreoApplication };
});

export const apis = mapValues(webApis, apiOutput);
export const connections = mapValues(clients, (client) => connectionOutput(client, settings)); // what step 5 needs
export const access = accessModel(settings);
