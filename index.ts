import "./program/endsWithItsEngine.ts";
import "./program/plainStackTraces.ts";
import { accessOf } from "./access/index.ts";
import { AzureClientApp, AzureWebApi, ChoreoApi, ChoreoApplication } from "./components/index.ts";
import { apiOutput, connectionOutput, legendOf } from "./outputs/index.ts";
import { nothingLeftBehind } from "./program/alreadyInEntra.ts";
import { announceOpen } from "./program/announceOpen.ts";
import { announced } from "./program/announceRotation.ts";
import { madeProvider } from "./program/madeProvider.ts";
import { registeredResources } from "./program/registered.ts";
import { settingsOfStack } from "./program/settingsOfStack.ts";
import { ownStackId } from "./program/stackId.ts";
import { watchSecret } from "./program/watchSecret.ts";
import { formerKeys, qualifiedScopes, subscribedApis, textsInChoreo, webApisUsed } from "./program/wiring.ts";
import { ownersFirst } from "./settings/index.ts";
import { mapValues } from "./shared/records.ts";

// A setting whose name is also an argument goes through to its component as it is.
const settings = await settingsOfStack();
const { choreo, formerPrincipals, formerApis, departed } = settings;
const stackId = ownStackId();
const beforeCreate = [nothingLeftBehind()];
const registered = registeredResources();

// Step 0, where the stack makes the identity provider itself
const provider = madeProvider(settings);

const webApis = mapValues(settings.apis, (api, name) => {
  // Step 1
  const published = new ChoreoApi(name, {
    ...api,
    apiId: api.choreo.apiId,
    permissions: mapValues(api.permissions, textsInChoreo),
    gatewayEnvironments: choreo.gatewayEnvironments,
    owner: api.permissionsFrom === "choreo" ? "choreo" : undefined,
    formerly: formerApis[name],
    stackId,
  });
  // Steps 2 and 2.1
  const azure = new AzureWebApi(name, {
    ...api,
    scopes: qualifiedScopes(api),
    formerScopes: formerKeys(api.permissions),
    formerPrincipals,
    departed: departed[name],
    stackId,
    beforeCreate,
  });
  return { ...api, published, azure };
});

const applications: Record<string, ChoreoApplication> = {};
const clients = mapValues(ownersFirst(settings.clients), (client, name) => {
  // Step 3
  const azure = new AzureClientApp(name, {
    ...client,
    uses: webApisUsed(name, client, webApis),
    secret: announced(name, client.secret),
    stackId,
    beforeCreate,
  });
  if (client.secret !== "external") watchSecret(name, client.secret, azure);
  // Step 4
  const { of, ...application } = client.application;
  const choreoApplication = new ChoreoApplication(name, {
    ...client,
    ...application,
    of: of === undefined ? undefined : applications[of],
    name: client.applicationName,
    identityProvider: provider.name,
    clientId: azure.clientId,
    subscriptions: subscribedApis(client, webApis),
    formerSubscriptions: formerApis,
    stackId,
  });
  applications[name] = choreoApplication;
  return { ...client, azure, choreoApplication };
});

export const apis = mapValues(webApis, apiOutput);
export const connections = mapValues(clients, (client) => connectionOutput(client, settings, provider)); // what step 5 needs
export const access = registered().then((resources) => announceOpen(accessOf(resources, legendOf(settings))));
