import type { GraphClient } from "../../graph/client.ts";
import { type Application, taggedApplications } from "../../graph/taggedApplications.ts";

export interface ServicePrincipal {
  id: string;
  appId: string;
}

export interface Assignment {
  id: string;
  appRoleId: string;
  principalId: string;
  principalType: "User" | "Group" | "ServicePrincipal";
}

export interface Grant {
  id: string;
  resourceId: string;
  consentType: string;
}

/** An application of the stack and all in Entra ID that hangs on it. */
export interface Found {
  application: Application;
  principal: ServicePrincipal | undefined;
  assignments: Assignment[];
  /** What was consented to for it. */
  grants: Grant[];
}

/** Everything of the stack that is in Entra ID. */
export async function lookAround(graph: Pick<GraphClient, "list">, tag: string): Promise<Found[]> {
  const applications = await taggedApplications(graph, tag);
  return Promise.all(
    applications.map(async (application) => {
      const filter = encodeURIComponent(`appId eq '${application.appId}'`);
      const [principal] =
        (await graph.list<ServicePrincipal>(`/v1.0/servicePrincipals?$filter=${filter}`)) ?? [];
      const of = async <T>(what: string): Promise<T[]> =>
        (principal && (await graph.list<T>(`/v1.0/servicePrincipals/${principal.id}/${what}`))) ?? [];
      const [assignments, grants] = await Promise.all([
        of<Assignment>("appRoleAssignedTo"),
        of<Grant>("oauth2PermissionGrants"),
      ]);
      return { application, principal, assignments, grants };
    }),
  );
}

/** What the settings may call a user or group. */
export async function namesOf(
  graph: Pick<GraphClient, "get">,
  { principalId, principalType }: Assignment,
): Promise<string[]> {
  const collection = principalType === "Group" ? "groups" : "users";
  const object = await graph.get<Record<string, string | null>>(`/v1.0/${collection}/${principalId}`);
  const { userPrincipalName, mail, displayName } = object ?? {};
  const names = principalType === "Group" ? [displayName] : [userPrincipalName, mail];
  return [principalId, ...names].flatMap((name) => (name ? [name.toLowerCase()] : []));
}
