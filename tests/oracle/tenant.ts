import type { Services } from "../../sandbox/kit/services.ts";
import { choreo } from "../../sandbox/seed.ts";
import type { Chance } from "./chance.ts";

/** A registration that has nothing to do with the stack, as every tenant has some: for everyone, with a scope that users consent to. */
export async function makeElsewhere({ graph }: Services): Promise<string> {
  const application = await graph.post("/applications", {
    displayName: "elsewhere",
    signInAudience: "AzureADMyOrg",
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: [
        {
          id: "0e15e0e0-0000-4000-8000-000000000001",
          value: "use",
          type: "User",
          isEnabled: true,
          adminConsentDisplayName: "Use it",
          adminConsentDescription: "Use it",
        },
      ],
    },
  });
  await graph.patch(`/applications/${application.id}`, { identifierUris: [`api://${application.appId}`] });
  await graph.post("/servicePrincipals", { appId: application.appId });
  return `api://${application.appId}/use`;
}

/** What people consented to, so that the next one is asked again. Administrators' consents stay. */
export async function takeBackConsents({ graph }: Services): Promise<void> {
  const { value } = await graph.get("/oauth2PermissionGrants");
  for (const { id, consentType } of value as { id: string; consentType: string }[])
    if (consentType === "Principal") await graph.delete(`/oauth2PermissionGrants/${id}`);
}

/** What somebody did at the Console before any stack: operations without security, or with a permission of their own, deployed or not. */
export async function workByHand({ publisher }: Services, chance: Chance): Promise<void> {
  for (const { id } of Object.values(choreo.apis)) {
    const api = await publisher.get(`/apis/${id}`);
    const scope = {
      scope: { name: "old", displayName: "old", description: "", bindings: [] },
      shared: false,
    };
    await publisher.put(`/apis/${id}`, {
      ...api,
      scopes: [...api.scopes, scope],
      operations: api.operations.map((each: object) => ({
        ...each,
        ...(chance.oneIn(4) ? { authType: "None" } : {}),
        ...(chance.oneIn(5) ? { scopes: ["old"] } : {}),
      })),
    });
    if (chance.oneIn(3)) continue;
    const revision = await publisher.post(`/apis/${id}/revisions`, { description: "by hand" });
    await publisher.post(`/apis/${id}/deploy-revision?revisionId=${revision.id}`, [
      { name: choreo.gatewayEnvironment, vhost: "localhost", displayOnDevportal: true },
    ]);
  }
}

/** What somebody does there between two runs: operations with another security or other scopes, only saved, or
 * deployed to some of the environments. */
export async function editByHand({ publisher }: Services, chance: Chance): Promise<void> {
  const { id } = chance.one(Object.values(choreo.apis));
  const api = await publisher.get(`/apis/${id}`);
  const names: string[] = api.scopes.map(({ scope }: { scope: { name: string } }) => scope.name);
  const operations = api.operations.map((each: object) => {
    if (!chance.oneIn(3)) return each;
    return chance.oneIn(2) ? { ...each, authType: "None" } : { ...each, scopes: chance.some(names) };
  });
  await publisher.put(`/apis/${id}`, { ...api, operations });
  if (chance.oneIn(2)) return;
  const { list } = (await publisher.get(`/apis/${id}/revisions`)) as { list: Revision[] };
  const running = list.flatMap(({ deploymentInfo = [] }) => deploymentInfo);
  const idle = list.find(({ deploymentInfo = [] }) => deploymentInfo.length === 0);
  // The Console asks for room before it makes a sixth.
  if (list.length >= 5 && idle) await publisher.delete(`/apis/${id}/revisions/${idle.id}`);
  if (running.length === 0 || (list.length >= 5 && !idle)) return;
  const places = chance.few(running).map(({ name, vhost }) => ({ name, vhost, displayOnDevportal: true }));
  const revision = await publisher.post(`/apis/${id}/revisions`, { description: "by hand, later" });
  await publisher.post(`/apis/${id}/deploy-revision?revisionId=${revision.id}`, places);
}

interface Revision {
  id: string;
  deploymentInfo?: { name: string; vhost: string }[];
}
