import {
  boolean,
  computed,
  integer,
  list,
  map,
  object,
  optional,
  string,
  type Values,
} from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { PluginFunction } from "../../protocol/plugin.ts";
import { applicationOutputs } from "../application/from-graph.ts";
import type { Azure } from "../context.ts";
import { equals, type Graph } from "../graph.ts";
import { flag, part, text, texts } from "../json.ts";
import { readOwners } from "../owners.ts";
import { appRoleResult, featureTagResult, scopeResult } from "./entitlements.ts";
import { allComputed, exactlyOne, selectors } from "./select.ts";

const KEYS = ["clientId", "displayName", "identifierUri", "objectId"];

const redirectUris = (name: string) => computed(list(object(name, { redirectUris: computed(list(string)) })));

const optionalClaim = (token: string) =>
  optional(
    list(
      object(`getApplicationOptionalClaim${token}`, {
        additionalProperties: optional(list(string)),
        essential: optional(boolean),
        name: computed(string),
        source: optional(string),
      }),
    ),
  );

export const getApplication: PluginFunction<Azure> = {
  inputs: selectors(string, KEYS),
  outputs: {
    ...allComputed(string, [
      "clientId",
      "description",
      "disabledByMicrosoft",
      "displayName",
      "id",
      "identifierUri",
      "logoUrl",
      "marketingUrl",
      "notes",
      "objectId",
      "privacyStatementUrl",
      "publisherDomain",
      "serviceManagementReference",
      "signInAudience",
      "supportUrl",
      "termsOfServiceUrl",
    ]),
    ...allComputed(boolean, [
      "deviceOnlyAuthEnabled",
      "fallbackPublicClientEnabled",
      "oauth2PostResponseRequired",
    ]),
    ...allComputed(list(string), ["groupMembershipClaims", "identifierUris", "owners", "tags"]),
    ...allComputed(map(string), ["appRoleIds", "oauth2PermissionScopeIds"]),
    apis: computed(
      list(
        object("getApplicationApi", {
          knownClientApplications: computed(list(string)),
          mappedClaimsEnabled: computed(boolean),
          oauth2PermissionScopes: computed(list(scopeResult("getApplicationApi"))),
          requestedAccessTokenVersion: computed(integer),
        }),
      ),
    ),
    appRoles: computed(list(appRoleResult("getApplication"))),
    featureTags: computed(list(featureTagResult("getApplication", false))),
    optionalClaims: computed(
      list(
        object("getApplicationOptionalClaim", {
          accessTokens: optionalClaim("AccessToken"),
          idTokens: optionalClaim("IdToken"),
          saml2Tokens: optionalClaim("Saml2Token"),
        }),
      ),
    ),
    publicClients: redirectUris("getApplicationPublicClient"),
    requiredResourceAccesses: computed(
      list(
        object("getApplicationRequiredResourceAccess", {
          resourceAccesses: computed(
            list(
              object("getApplicationRequiredResourceAccessResourceAccess", {
                id: computed(string),
                type: computed(string),
              }),
            ),
          ),
          resourceAppId: computed(string),
        }),
      ),
    ),
    singlePageApplications: redirectUris("getApplicationSinglePageApplication"),
    webs: computed(
      list(
        object("getApplicationWeb", {
          homepageUrl: computed(string),
          implicitGrants: computed(
            list(
              object("getApplicationWebImplicitGrant", {
                accessTokenIssuanceEnabled: computed(boolean),
                idTokenIssuanceEnabled: computed(boolean),
              }),
            ),
          ),
          logoutUrl: computed(string),
          redirectUris: computed(list(string)),
        }),
      ),
    ),
  },

  async invoke(azure, args) {
    const { name, value } = exactlyOne(args, KEYS);
    const app = await find(azure.graph, name, String(value));
    const beta = await azure.graph.get(`/beta/applications/${app.id}`, {
      $select: "oauth2RequirePostResponse",
    });
    const owners = await readOwners(azure, `/v1.0/applications/${app.id}`);
    const outputs = applicationOutputs(app, owners, flag(beta.oauth2RequirePostResponse));
    const {
      api,
      optionalClaims,
      publicClient,
      singlePageApplication,
      web,
      preventDuplicateNames,
      templateId,
      ...same
    } = outputs;
    const { implicitGrant, ...webRest } = part(web);
    return {
      ...same,
      id: `/applications/${text(app.id)}`,
      identifierUri: name === "identifierUri" ? value : (texts(app.identifierUris)[0] ?? ""),
      apis: [part(api)],
      optionalClaims: [part(optionalClaims)],
      publicClients: [part(publicClient)],
      singlePageApplications: [part(singlePageApplication)],
      webs: [{ ...webRest, implicitGrants: [part(implicitGrant)] }],
    };
  },
};

async function find(graph: Graph, name: string, value: string): Promise<Values> {
  if (name === "objectId") {
    const app = await graph.find(`/v1.0/applications/${value}`);
    if (app) return app;
    throw new PluginError(`application with object ID "${value}" was not found`);
  }
  const field = name === "clientId" ? "appId" : name;
  const found =
    name === "identifierUri"
      ? (await graph.list("/v1.0/applications")).filter((app) => texts(app.identifierUris).includes(value))
      : await graph.list("/v1.0/applications", equals(field, value));
  const [app, another] = found;
  if (another) throw new PluginError(`found multiple applications with the same ${field}: "${value}"`);
  if (!app) throw new PluginError(`no application found matching ${field}: "${value}"`);
  return app;
}
