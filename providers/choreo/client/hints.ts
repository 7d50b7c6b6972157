import { repair } from "../../../shared/repair.ts";

/**
 * What to do about each code of the API: WSO2's ExceptionCodes.java and, for the rules behind them, docs/choreo-provider.md.
 * Where a code means different things to different calls, the caller gives its own hint.
 */
export const HINTS: Record<number, string> = {
  900250: "Another API has this name. Choose another one.",
  900304: "The API has no business plan. Add one under Manage > Usage Plans (policies) and run again.",
  900305: "The API lists a business plan that does not exist. Correct its plans and run again.",
  900307: `The application is gone. Run \`${repair}\`.`,
  900309: "The application is not active: approve it (Admin Portal > Tasks) and run again.",
  900331: `The key mapping is gone. Run \`${repair}\`.`,
  900347: "The revision is gone: somebody deleted it meanwhile. Run `pulumi up` again.",
  900348: "The revision is deployed. Undeploy it before it is deleted.",
  900351:
    "The API has as many revisions as it may have, and none of them is ours to delete. Delete one that is not deployed.",
  900357: "Set choreo.organizationId in the stack configuration.",
  900363: "The caller does not belong to the organisation. Check choreo.organizationId and the token.",
  900380:
    "The API is published or deprecated: the token needs apim:api_publish or apim:api_manage to change it.",
  900504: "Check the names in choreo.gatewayEnvironments: the organisation has no such gateway environment.",
  900553:
    "A change of the lifecycle waits for approval already. Approve or reject it (Admin Portal > Tasks), then run again.",
  900763: "The API has no operations, and Choreo refuses to store one without.",
  900955:
    "The token may not manage keys of this type: it needs apim:prod_key_manage or apim:sand_key_manage.",
  900967:
    "The server failed in a way that it does not explain. If a key manager is involved, check that it is reachable; then run again.",
  900981: `The shared scope is gone. Run \`${repair}\`.`,
  900983: "Every scope needs a name.",
  900984: "A scope of this name exists already.",
  900985:
    "APIs, or old revisions of them, still use the shared scope. Detach it and delete those revisions first.",
  900987: "Every scope needs a display name.",
  900988:
    "Another API has a scope of this name of its own. A scope belongs to one API (all its versions): choose another name.",
  901300: "Check choreo.tenant: the server knows no such tenant.",
  901401:
    "The identity provider lacks a setting. Complete it under Settings > Application Security > Identity Providers (today: API Management > Consumer IdPs).",
  901402: "An identity provider of this name exists already.",
  901403:
    "The identity provider is unknown or switched off. Check choreo.identityProvider, and that it is enabled in Choreo.",
  901405: "The identity provider exchanges tokens and takes no client ids. Choose another identity provider.",
  901408:
    "Client ids can be used in one application only. Remove the other mapping, or use another client id.",
  901409:
    "A client id can be used in one application only, and an application has one key per identity provider and key type.",
  901411: "Another identity provider has this issuer. An issuer can be used once in an organisation.",
  901412: "The identity provider lacks an endpoint. Complete it in Choreo.",
  901413: "The identity provider needs a JWKS URL.",
  901414: "The identity provider does not allow changing the client id of a key.",
  902002: "The API does not offer this subscription plan. Choose one of its plans.",
  902005: "Another deployment of the API is under way. Run again when it has ended.",
  902015: "Applications still use the identity provider.",
  902019: "This plan is for internal use. Choose another subscription plan.",
  903204:
    "Another API has a scope of this name of its own. A scope belongs to one API (all its versions): choose another name.",
  903227:
    "The API is retired. A retired API can neither be deployed nor published: use another version of it.",
  903233: "Check the names in choreo.gatewayEnvironments: the organisation has no such gateway environment.",
  903234: "The API's lifecycle state does not allow this step.",
  903250: "A role that the scope is bound to does not exist.",
  9020005: "The version range is not one of the API's.",
  9020006: "The API's version does not allow version ranges.",
  9020007: "The application is subscribed to this version range already.",
};

/** For answers without a code of API Manager. */
export const STATUS_HINTS: Record<number, string> = {
  403: "The caller is known but may not do this: it needs the role, or must own the object.",
  413: "The answer or request is larger than the server takes.",
  429: "The organisation's quota is used up, or there are too many calls at a time. Wait, or raise the quota; then run again.",
  502: "The control plane was not reachable behind its front. Run again.",
  503: "The control plane is not available at the moment. Run again.",
};

/**
 * The engine hands the configuration of the last `up` to a provider on refresh and destroy, so credentials that were corrected
 * since are not used there.
 */
export function storedHint(stored: boolean): string {
  return stored
    ? " The credentials of the stack configuration are those of the last up in `pulumi refresh` and `pulumi destroy`: with newer ones, add --run-program."
    : "";
}
