import type { Sandbox } from "../../sandbox/start.ts";
import { handles } from "../cli/fixture.ts";

/** A registration that has nothing to do with the stack, as every tenant has some: for everyone, with a scope that users consent to. */
export async function makeElsewhere(sandbox: Sandbox): Promise<string> {
  const { graph } = await handles(sandbox);
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
export async function takeBackConsents(sandbox: Sandbox): Promise<void> {
  const { graph } = await handles(sandbox);
  const { value } = await graph.get("/oauth2PermissionGrants");
  for (const { id, consentType } of value as { id: string; consentType: string }[])
    if (consentType === "Principal") await graph.delete(`/oauth2PermissionGrants/${id}`);
}
