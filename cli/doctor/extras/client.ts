import type { ApiOutput, ConnectionOutput } from "../../../outputs/types.ts";
import type { GraphServicePrincipal, PermissionGrant } from "../graph-objects.ts";
import type { ClientSubject } from "../link.ts";
import type { World } from "../world.ts";
import { ownApplication } from "./applications.ts";
import type { Extra, Found } from "./extra.ts";
import { foreignKeys } from "./foreign-keys.ts";
import { lookForEach } from "./look.ts";
import { registrationLooks } from "./registration.ts";

/** What lets somebody sign in as a client, or lets it do more than the settings say. */
export function clientExtras(
  { connection, connections, apis }: Pick<ClientSubject, "connection" | "connections" | "apis">,
  world: World,
): Promise<Found> {
  const { graph, devportal } = world;
  const { clientSecretKeyId, clientSecretKeyIds = [clientSecretKeyId], secret } = connection;
  // What the client keeps is not ours, and meant to be there.
  const secrets = secret === "external" ? "all" : clientSecretKeyIds;
  return lookForEach([
    ...registrationLooks({ ...connection, secrets, apis: principalsOf(apis) }, graph),
    () => consents(connection, apis, graph),
    () => foreignKeys(connection, world),
    () => ownApplication(connection, Object.values(connections), devportal),
  ]);
}

export const principalsOf = (apis: Readonly<Record<string, ApiOutput>>) =>
  Object.values(apis).map(({ azure }) => azure.servicePrincipalObjectId);

/**
 * Consents beyond the settings: for all, to anything; of a person, to permissions of this stack's APIs that the client does not use.
 * What else a person has consented to, as to be signed in, is between the two.
 */
async function consents(
  { servicePrincipalObjectId, apis: uses }: ConnectionOutput,
  apis: Readonly<Record<string, ApiOutput>>,
  graph: World["graph"],
): Promise<Extra[]> {
  const filter = new URLSearchParams({ $filter: `clientId eq '${servicePrincipalObjectId}'` });
  const grants = (await graph.list<PermissionGrant>(`/v1.0/oauth2PermissionGrants?${filter}`)) ?? [];
  const found = await Promise.all(
    grants.map(async ({ resourceId, consentType, scope }) => {
      const key = Object.keys(apis).find((each) => apis[each]?.azure.servicePrincipalObjectId === resourceId);
      const use = key === undefined ? undefined : uses[key];
      const forAll = consentType === "AllPrincipals";
      if (key === undefined && !forAll) return [];
      const allowed = forAll && !use?.adminConsent ? [] : (use?.scopes ?? []);
      const extra = (scope ?? "").split(" ").filter((each) => each && !allowed.includes(each));
      if (extra.length === 0) return [];
      const resource =
        key ?? (await graph.get<GraphServicePrincipal>(`/v1.0/servicePrincipals/${resourceId}`))?.displayName;
      const whose = forAll ? "consent for all" : "consent of one person";
      return extra.map((each) => ({
        kind: `${whose} on ${resource ?? resourceId}`,
        name: each,
        ids: [each],
      }));
    }),
  );
  return found.flat();
}
