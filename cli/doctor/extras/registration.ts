import type { AppRoleAssignment, GraphApplication, GraphServicePrincipal } from "../graph-objects.ts";
import type { GraphReader } from "../reader.ts";
import type { Extra } from "./extra.ts";

/** An app registration with its service principal, and what of it is this stack's. */
export interface Registration {
  applicationObjectId: string;
  servicePrincipalObjectId: string;
  /** Key ids of its client secrets; `all`: whichever of its credentials there are. */
  secrets: readonly string[] | "all";
  /** As registered, of the platform "Web". */
  redirectUris: readonly string[];
  /** Of the others. */
  otherRedirectUris?: readonly string[];
  /** Object ids; undefined where the stack's outputs are older than this. */
  owners?: readonly string[];
  /** Object ids of the service principals of the stack's web APIs. */
  apis?: readonly string[];
}

/**
 * Whoever has a credential of a registration, or owns it and so can make one, signs in as it; a redirect URI gets its codes
 * (learn.microsoft.com, "Ownership of application registrations in Microsoft Entra ID").
 */
export function registrationLooks(
  registration: Registration,
  graph: GraphReader,
): (() => Promise<Extra[]>)[] {
  const application = `/v1.0/applications/${registration.applicationObjectId}`;
  const principal = `/v1.0/servicePrincipals/${registration.servicePrincipalObjectId}`;
  const owners = (path: string, of: string) => () => ownersOf(path, of, registration.owners, graph);
  return [
    async () => {
      const found = await graph.get<GraphApplication>(application);
      return [...credentialsOf(found, "", registration.secrets), ...redirectsOf(found, registration)];
    },
    // A service principal can have credentials of its own, which the portal does not show under the registration.
    async () =>
      credentialsOf(await graph.get<GraphServicePrincipal>(principal), " of the service principal", []),
    async () => {
      const found = await graph.list<{ id: string; name: string; issuer?: string; subject?: string }>(
        `${application}/federatedIdentityCredentials`,
      );
      return (found ?? []).map(({ id, name, issuer = "", subject = "" }) => ({
        kind: "federated credential",
        name: `"${name}"`,
        ids: [id, `${issuer} ${subject}`],
      }));
    },
    owners(application, ""),
    owners(principal, " of the service principal"),
    () => permissionsHeld(principal, registration.apis ?? [], graph),
  ];
}

/** App roles of other applications: what it may do there by itself. Those of the stack's own APIs are told as assignments of the API. */
async function permissionsHeld(
  principal: string,
  apis: readonly string[],
  graph: GraphReader,
): Promise<Extra[]> {
  const found = (await graph.list<AppRoleAssignment>(`${principal}/appRoleAssignments`)) ?? [];
  return Promise.all(
    found
      .filter(({ resourceId }) => !apis.includes(String(resourceId)))
      .map(async ({ resourceId, resourceDisplayName, appRoleId }) => {
        const resource = await graph.get<GraphServicePrincipal>(`/v1.0/servicePrincipals/${resourceId}`);
        const id = String(appRoleId);
        const role = resource?.appRoles?.find((each) => each.id === id)?.value;
        return {
          kind: `application permission on ${resourceDisplayName ?? resourceId}`,
          name: role ?? id,
          ids: [id],
        };
      }),
  );
}

function credentialsOf(
  found: Pick<GraphApplication, "passwordCredentials" | "keyCredentials"> | undefined,
  of: string,
  ours: readonly string[] | "all",
): Extra[] {
  if (ours === "all") return [];
  const extras = (kind: string, credentials: GraphApplication["passwordCredentials"] = []) =>
    credentials
      .map(({ keyId, displayName }) => ({ id: String(keyId), displayName }))
      .filter(({ id }) => !ours.includes(id))
      .map(({ id, displayName }) => ({
        kind: `${kind}${of}`,
        name: displayName ? `"${displayName}"` : id,
        ids: [id],
      }));
  return [
    ...extras("client secret", found?.passwordCredentials),
    ...extras("certificate", found?.keyCredentials),
  ];
}

function redirectsOf(
  found: GraphApplication | undefined,
  { redirectUris, otherRedirectUris = [] }: Pick<Registration, "redirectUris" | "otherRedirectUris">,
): Extra[] {
  return (["web", "spa", "publicClient"] as const).flatMap((platform) =>
    (found?.[platform]?.redirectUris ?? [])
      .filter((uri) => !(platform === "web" ? redirectUris : otherRedirectUris).includes(uri))
      .map((uri) => ({
        kind: platform === "web" ? "redirect URI" : `redirect URI (${platform})`,
        name: uri,
        ids: [uri],
      })),
  );
}

async function ownersOf(
  path: string,
  of: string,
  ours: readonly string[] | undefined,
  graph: GraphReader,
): Promise<Extra[]> {
  if (!ours) return [];
  const found = await graph.list<{
    id: string;
    displayName?: string;
    userPrincipalName?: string;
    appId?: string;
  }>(`${path}/owners`);
  return (found ?? [])
    .filter(({ id }) => !ours.includes(id))
    .map(({ id, displayName, userPrincipalName, appId }) => ({
      kind: `owner${of}`,
      name: userPrincipalName ?? (displayName ? `"${displayName}"` : id),
      ids: [id, userPrincipalName, appId].filter((each) => each !== undefined),
    }));
}
