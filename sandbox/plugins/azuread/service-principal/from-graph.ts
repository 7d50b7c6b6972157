import type { Values } from "../../properties/types.ts";
import { appRoleOutputs, scopeOutputs } from "../application/from-graph.ts";
import { flag, idsByValue, objects, part, text, texts } from "../json.ts";
import { featuresOf } from "../tags.ts";

/** Graph's service principal in the plugin's terms, without what only the resource or only the function has. */
export function servicePrincipalOutputs(principal: Values): Values {
  const tags = texts(principal.tags);
  const { customSingleSignOn, enterprise, gallery, hide } = featuresOf(tags);
  return {
    accountEnabled: flag(principal.accountEnabled),
    alternativeNames: texts(principal.alternativeNames),
    appRoleAssignmentRequired: flag(principal.appRoleAssignmentRequired),
    appRoleIds: idsByValue(objects(principal.appRoles)),
    appRoles: objects(principal.appRoles).map(appRoleOutputs),
    applicationTenantId: text(principal.appOwnerOrganizationId),
    clientId: text(principal.appId),
    description: text(principal.description),
    displayName: text(principal.displayName),
    featureTags: [featuresOf(tags)],
    features: [
      {
        customSingleSignOnApp: customSingleSignOn ?? false,
        enterpriseApplication: enterprise ?? false,
        galleryApplication: gallery ?? false,
        visibleToUsers: hide !== true,
      },
    ],
    homepageUrl: text(principal.homepage),
    loginUrl: text(principal.loginUrl),
    logoutUrl: text(principal.logoutUrl),
    notes: text(principal.notes),
    notificationEmailAddresses: texts(principal.notificationEmailAddresses),
    oauth2PermissionScopeIds: idsByValue(objects(principal.oauth2PermissionScopes)),
    oauth2PermissionScopes: objects(principal.oauth2PermissionScopes).map(scopeOutputs),
    objectId: text(principal.id),
    preferredSingleSignOnMode: text(principal.preferredSingleSignOnMode),
    redirectUris: texts(principal.replyUrls),
    samlSingleSignOn: { relayState: text(part(principal.samlSingleSignOnSettings).relayState) },
    servicePrincipalNames: texts(principal.servicePrincipalNames).filter((name) => name !== principal.appId),
    signInAudience: text(principal.signInAudience),
    tags,
    type: text(principal.servicePrincipalType),
  };
}
