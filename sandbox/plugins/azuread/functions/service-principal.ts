import { boolean, computed, list, map, object, string, type Values } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { PluginFunction } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { equals, type Graph } from "../graph.ts";
import { part, text } from "../json.ts";
import { servicePrincipalOutputs } from "../service-principal/from-graph.ts";
import { appRoleResult, featureTagResult, scopeResult } from "./entitlements.ts";
import { allComputed, exactlyOne, selectors } from "./select.ts";

const KEYS = ["clientId", "displayName", "objectId"];

export const getServicePrincipal: PluginFunction<Azure> = {
  inputs: selectors(string, KEYS),
  outputs: {
    ...allComputed(boolean, ["accountEnabled", "appRoleAssignmentRequired"]),
    ...allComputed(list(string), [
      "alternativeNames",
      "notificationEmailAddresses",
      "redirectUris",
      "servicePrincipalNames",
      "tags",
    ]),
    ...allComputed(map(string), ["appRoleIds", "oauth2PermissionScopeIds"]),
    ...allComputed(string, [
      "applicationTenantId",
      "clientId",
      "description",
      "displayName",
      "homepageUrl",
      "id",
      "loginUrl",
      "logoutUrl",
      "notes",
      "objectId",
      "preferredSingleSignOnMode",
      "samlMetadataUrl",
      "signInAudience",
      "type",
    ]),
    appRoles: computed(list(appRoleResult("getServicePrincipal"))),
    oauth2PermissionScopes: computed(list(scopeResult("getServicePrincipal"))),
    featureTags: computed(list(featureTagResult("getServicePrincipal", true))),
    features: computed(
      list(
        object(
          "getServicePrincipalFeature",
          allComputed(boolean, [
            "customSingleSignOnApp",
            "enterpriseApplication",
            "galleryApplication",
            "visibleToUsers",
          ]),
        ),
      ),
    ),
    samlSingleSignOns: computed(
      list(object("getServicePrincipalSamlSingleSignOn", { relayState: computed(string) })),
    ),
  },

  async invoke({ graph }, args) {
    const { name, value } = exactlyOne(args, KEYS);
    const principal = await find(graph, name, String(value));
    const beta = await graph.get(`/beta/servicePrincipals/${principal.id}`, { $select: "samlMetadataUrl" });
    const { samlSingleSignOn, ...same } = servicePrincipalOutputs(principal);
    return {
      ...same,
      id: `/servicePrincipals/${text(principal.id)}`,
      samlMetadataUrl: text(beta.samlMetadataUrl),
      samlSingleSignOns: [part(samlSingleSignOn)],
    };
  },
};

async function find(graph: Graph, name: string, value: string): Promise<Values> {
  if (name === "objectId") {
    const principal = await graph.find(`/v1.0/servicePrincipals/${value}`);
    if (principal) return principal;
    throw new PluginError(`service principal with object ID "${value}" was not found`);
  }
  const field = name === "clientId" ? "appId" : name;
  const [principal, another] = await graph.list("/v1.0/servicePrincipals", equals(field, value));
  if (another) throw new PluginError(`more than one service principal found matching ${field} eq '${value}'`);
  if (!principal) throw new PluginError(`no service principal found matching ${field} eq '${value}'`);
  return principal;
}
