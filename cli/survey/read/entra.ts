import type { GraphApplication, GraphServicePrincipal, PermissionGrant } from "../../doctor/graph-objects.ts";
import type { GraphReader } from "../../doctor/reader.ts";
import type { Gaps } from "../gaps.ts";
import type { DeletedRegistration, EntraSide } from "../sides.ts";

const applicationProperties = [
  "id",
  "appId",
  "displayName",
  "api",
  "appRoles",
  "identifierUris",
  "web",
  "spa",
  "publicClient",
  "requiredResourceAccess",
  "passwordCredentials",
  "keyCredentials",
  "tags",
];
const principalProperties = [
  "id",
  "appId",
  "displayName",
  "accountEnabled",
  "appRoleAssignmentRequired",
  "passwordCredentials",
  "keyCredentials",
];

/** All app registrations of the tenant, those in the recycle bin, and consents: a call a page. */
export async function readEntra(graph: GraphReader, gaps: Gaps): Promise<EntraSide> {
  const pages = (path: string, properties: readonly string[]) =>
    `/v1.0/${path}?$top=999&$select=${properties.join(",")}`;
  const registrationGap = {
    what: "Entra's app registrations",
    needs: "the Graph permission Application.Read.All",
    therefore: "Choreo's side is told, but nothing is paired with a registration",
  };
  const [applications, principals, deleted, grants] = await Promise.all([
    gaps.unless(
      registrationGap,
      () => graph.list<GraphApplication>(pages("applications", applicationProperties)),
      undefined,
    ),
    gaps.unless(
      registrationGap,
      () => graph.list<GraphServicePrincipal>(pages("servicePrincipals", principalProperties)),
      undefined,
    ),
    gaps.unless(
      {
        what: "deleted app registrations",
        needs: "the Graph permission Application.Read.All",
        therefore: "whether a client's registration was deleted, or never was, is not told",
      },
      () => graph.list<DeletedRegistration>("/v1.0/directory/deletedItems/microsoft.graph.application"),
      undefined,
    ),
    gaps.unless(
      {
        what: "consents",
        needs: "the Graph permission Directory.Read.All",
        therefore: "who is asked for consent is not told",
      },
      () => graph.list<PermissionGrant>("/v1.0/oauth2PermissionGrants?$top=999"),
      undefined,
    ),
  ]);
  const principalOf = new Map(principals?.map((principal) => [principal.appId, principal]));
  return {
    registrations: applications?.map((application) => ({
      application,
      principal: principalOf.get(application.appId),
    })),
    deleted: deleted ?? [],
    grants,
  };
}
