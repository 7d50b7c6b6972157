import { entra } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { handles } from "../cli/fixture.ts";
import { allGraphRoles, choreoScopes, type Role } from "./documentedRoles.ts";

/** What a job signs in with: the variables of its GitHub environment, and a secret instead of the token that GitHub issues. */
export interface Identity {
  servicePrincipalId: string;
  env: { ARM_CLIENT_ID: string; ARM_CLIENT_SECRET: string; CHOREO_TOKEN: string };
}

/**
 * The identities that docs/real-services.md describes: the sandbox's deployer, and one that previews, with exactly the permissions and
 * scopes of its tables.
 *
 * @param roles Graph permissions, where they are not those of a stack that has everything
 */
export async function makeIdentities(
  sandbox: Sandbox,
  roles: Partial<Record<Role, string[]>> = {},
): Promise<Record<Role, Identity>> {
  // First: with no more than its documented permissions, the deployer is made an owner of what it makes.
  const previews = await makeIdentity(sandbox, "previews", roles.previews);
  return { deploys: await dress(sandbox, "deploys", entra.deployer, roles.deploys), previews };
}

/** One more identity of a role: that of another environment. */
export async function makeIdentity(sandbox: Sandbox, role: Role, roles?: string[]): Promise<Identity> {
  const { graph } = await handles(sandbox);
  const { appId, id } = await graph.post("/applications", { displayName: `an identity that ${role}` });
  const { id: servicePrincipalId } = await graph.post("/servicePrincipals", { appId });
  const { secretText } = await graph.post(`/applications/${id}/addPassword`, { passwordCredential: {} });
  return dress(sandbox, role, { servicePrincipalId, clientId: appId, clientSecret: secretText }, roles);
}

async function dress(
  sandbox: Sandbox,
  role: Role,
  made: { servicePrincipalId: string; clientId: string; clientSecret: string },
  roles = allGraphRoles(role),
): Promise<Identity> {
  await permit(sandbox, made.servicePrincipalId, roles);
  return {
    servicePrincipalId: made.servicePrincipalId,
    env: {
      ARM_CLIENT_ID: made.clientId,
      ARM_CLIENT_SECRET: made.clientSecret,
      CHOREO_TOKEN: await sandbox.choreo.mintToken({ scopes: choreoScopes(role), lifetimeSeconds: 3600 }),
    },
  };
}

/** Leaves an identity these application permissions of Microsoft Graph and no other. */
export async function permit({ entra }: Sandbox, servicePrincipalId: string, roles: string[]): Promise<void> {
  const answer = await fetch(`${entra.url}/_sandbox/permissions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ servicePrincipalId, roles }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
