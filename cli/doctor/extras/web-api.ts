import type { ConnectionOutput } from "../../../outputs/types.ts";
import { securityOf } from "../../../providers/choreo/reads.ts";
import type {
  AppRoleAssignment,
  GraphApplication,
  GraphServicePrincipal,
  PermissionGrant,
} from "../graph-objects.ts";
import type { ApiSubject } from "../link.ts";
import { deployedCopies } from "../links/deployed.ts";
import { Forbidden } from "../reader.ts";
import type { World } from "../world.ts";
import { foreignSubscribers } from "./applications.ts";
import type { Extra, Found } from "./extra.ts";
import { lookForEach } from "./look.ts";
import { registrationLooks } from "./registration.ts";

/** Entra's id of the access without a role (learn.microsoft.com, appRoleAssignment). */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/** What gives access to a web API and is not this stack's: people, clients, credentials and owners. */
export function webApiExtras(
  { key, api, preAuthorized: meantToBe }: ApiSubject,
  connections: Readonly<Record<string, ConnectionOutput>>,
  { graph, publisher, devportal }: Pick<World, "graph" | "publisher" | "devportal">,
): Promise<Found> {
  const { applicationObjectId, servicePrincipalObjectId, owners } = api.azure;
  const clients = Object.values(connections);
  const nameOf = async (id: string) => {
    const principal = await graph.get<GraphServicePrincipal>(`/v1.0/servicePrincipals/${id}`);
    const name = principal?.displayName ? `"${principal.displayName}"` : id;
    return { name, ids: [id, ...(principal ? [principal.appId] : [])] };
  };

  const assignments = async (): Promise<Extra[]> => {
    const found = await graph.list<AppRoleAssignment>(
      `/v1.0/servicePrincipals/${servicePrincipalObjectId}/appRoleAssignedTo`,
    );
    const ours = assignedPairs(api);
    const extras = (found ?? []).filter(
      ({ principalId, appRoleId }) => !ours.has(`${principalId} ${appRoleId}`),
    );
    return Promise.all(
      extras.map(async ({ principalId, principalType, principalDisplayName }) => {
        const upn = principalType === "User" ? await userPrincipalName(principalId, graph) : undefined;
        const name = upn ?? principalDisplayName ?? principalId;
        return {
          kind: "assignment",
          name,
          // The settings name people by user principal name and groups by display name.
          ids: [principalId, upn, principalType === "Group" ? principalDisplayName : null].filter(
            (each) => each != null,
          ),
        };
      }),
    );
  };

  /** Clients of others that need not ask, and those whose users have consented. */
  const preAuthorized = async (): Promise<Extra[]> => {
    const application = await graph.get<GraphApplication>(`/v1.0/applications/${applicationObjectId}`);
    return (application?.api?.preAuthorizedApplications ?? []).flatMap(
      ({ appId, delegatedPermissionIds = [] }) => {
        const [client, connection] =
          Object.entries(connections).find(([, { clientId }]) => clientId === appId) ?? [];
        const uses = connection?.apis[key]?.permissions;
        const ours = client !== undefined && meantToBe ? meantToBe[client] : uses;
        const meant = new Set(ours?.map((permission) => api.scopes[permission]?.scopeId));
        if (ours && delegatedPermissionIds.every((id) => meant.has(id))) return [];
        const kind = ours
          ? "pre-authorisation, beyond what the settings say, of the client"
          : "pre-authorised client";
        return [{ kind, name: String(appId), ids: [String(appId)] }];
      },
    );
  };
  const consents = async (): Promise<Extra[]> => {
    const filter = new URLSearchParams({ $filter: `resourceId eq '${servicePrincipalObjectId}'` });
    const grants = (await graph.list<PermissionGrant>(`/v1.0/oauth2PermissionGrants?${filter}`)) ?? [];
    const foreign = grants.filter(
      ({ clientId }) => !clients.some((client) => client.servicePrincipalObjectId === clientId),
    );
    return Promise.all(
      foreign.map(async ({ clientId, consentType, scope }) => {
        const { name, ids } = await nameOf(clientId);
        const whose = consentType === "AllPrincipals" ? "consent for all" : "consent of one person";
        return { kind: `${whose} to ${scope?.trim()} for the client`, name, ids };
      }),
    );
  };

  /** The gateway takes a scope of whichever registration it is, so that one of another API's name opens that API. */
  const scopes = async (): Promise<Extra[]> => {
    const application = await graph.get<GraphApplication>(`/v1.0/applications/${applicationObjectId}`);
    const ours = new Set(Object.values(api.scopes).map(({ scopeId }) => scopeId));
    return (application?.api?.oauth2PermissionScopes ?? [])
      .filter(({ id, isEnabled }) => isEnabled && !ours.has(String(id)))
      .map(({ id, value }) => ({ kind: "scope", name: String(value), ids: [String(id)] }));
  };
  const security = async (): Promise<Extra[]> => {
    const copies = await deployedCopies(api, publisher);
    const others = new Set(copies.flatMap(({ copy }) => securityOf(copy ?? {}).otherSecurity));
    return [...others].map((name) => ({
      kind: "security in Choreo, which asks for no permission,",
      name,
      ids: [name],
    }));
  };

  return lookForEach([
    assignments,
    scopes,
    security,
    preAuthorized,
    consents,
    () => foreignSubscribers(api.choreo.apiId, connections, { graph, publisher, devportal }),
    // A web API signs nobody in: it has neither secret nor redirect URI.
    ...registrationLooks(
      {
        applicationObjectId,
        servicePrincipalObjectId,
        secrets: [],
        redirectUris: [],
        apis: [servicePrincipalObjectId],
        ...(owners && { owners }),
      },
      graph,
    ),
  ]);
}

/** `principal role`, as this stack assigns them. */
function assignedPairs({ assigned, roles = {} }: ApiSubject["api"]): Set<string> {
  return new Set([
    // Without a role it gives nothing to who has one.
    ...Object.values({ ...assigned.users, ...assigned.groups }).map((id) => `${id} ${DEFAULT_ACCESS}`),
    ...Object.values(roles).flatMap(({ roleId, principals }) => principals.map((id) => `${id} ${roleId}`)),
  ]);
}

async function userPrincipalName(id: string, graph: World["graph"]): Promise<string | undefined> {
  try {
    return (await graph.get<{ userPrincipalName?: string }>(`/v1.0/users/${id}`))?.userPrincipalName;
  } catch (error) {
    // The assignment tells the display name at least.
    if (error instanceof Forbidden) return undefined;
    throw error;
  }
}
