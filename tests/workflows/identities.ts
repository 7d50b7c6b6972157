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
  const { graph } = await handles(sandbox);
  const { appId, id } = await graph.post("/applications", { displayName: "Previewer" });
  const { id: principal } = await graph.post("/servicePrincipals", { appId });
  const { secretText } = await graph.post(`/applications/${id}/addPassword`, { passwordCredential: {} });
  const made = {
    deploys: {
      servicePrincipalId: entra.deployer.servicePrincipalId as string,
      clientId: entra.deployer.clientId as string,
      secret: entra.deployer.clientSecret as string,
    },
    previews: {
      servicePrincipalId: principal as string,
      clientId: appId as string,
      secret: secretText as string,
    },
  };
  const identity = async (role: Role): Promise<Identity> => {
    const { servicePrincipalId, clientId, secret } = made[role];
    await permit(sandbox, servicePrincipalId, roles[role] ?? allGraphRoles(role));
    const token = await sandbox.choreo.mintToken({ scopes: choreoScopes(role), lifetimeSeconds: 3600 });
    return {
      servicePrincipalId,
      env: { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: secret, CHOREO_TOKEN: token },
    };
  };
  return { deploys: await identity("deploys"), previews: await identity("previews") };
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
