import { choreo, entra } from "../../../sandbox/seed.ts";
import { type Chain, sharedChain } from "./broken.ts";

export const chain = sharedChain();

export const { eve } = entra.users;

/** A client of somebody else. */
export async function stranger({ graph }: Chain) {
  const application = await graph.post("/applications", { displayName: "stranger" });
  const principal = await graph.post("/servicePrincipals", { appId: application.appId });
  return { appId: application.appId as string, id: principal.id as string };
}

export const ids = ({ outputs }: Chain) => ({
  webApi: outputs.apis.books.azure.servicePrincipalObjectId,
  client: outputs.connections.storefront.servicePrincipalObjectId,
});

/** An application of somebody else in Choreo, with a key of our identity provider, that is subscribed to our API. */
export async function subscriber({ devportal, outputs }: Chain, consumerKey: string) {
  const { applicationId } = await devportal.post("/applications", {
    name: "stranger",
    throttlingPolicy: "Unlimited",
  });
  const keyManager = choreo.identityProviders.v2.name;
  const key = { consumerKey, keyManager, keyType: "PRODUCTION" };
  await devportal.post(`/applications/${applicationId}/map-keys`, key);
  const { apiId } = outputs.apis.books.choreo;
  await devportal.post("/subscriptions", { applicationId, apiId, throttlingPolicy: "Unlimited" });
  return applicationId as string;
}

export const FOREIGN = "99999999-5513-4714-a4e0-8d4e784f7dc6";

export const ROLE = "a1000000-0000-4000-8000-00000000000b";

/** Gives one of our service principals an app role, as an application permission, of somebody else's client. */
export async function permitOnStranger(chain: Chain, servicePrincipal: string, principalId: string) {
  const application = await chain.graph.post("/applications", {
    displayName: "stranger",
    appRoles: [
      {
        id: ROLE,
        value: "sweeper",
        displayName: "Sweeper",
        description: "Sweeps",
        allowedMemberTypes: ["Application"],
        isEnabled: true,
      },
    ],
  });
  const { id: resourceId } = await chain.graph.post("/servicePrincipals", { appId: application.appId });
  const permission = { principalId, resourceId, appRoleId: ROLE };
  await chain.graph.post(`${servicePrincipal}/appRoleAssignments`, permission);
}
