/**
 * What it costs that a resource is replaced, i.e. made anew and the old one deleted. By Pulumi type token; the sentences say what
 * people and programs notice, since the preview says only that it happens.
 */
const CONSEQUENCES: Record<string, string> = {
  "azuread:index/application:Application":
    "its client id changes. Whatever names the old one must follow: callers' configuration, the token audience, Choreo's key; client secrets and consents are gone",
  "azuread:index/applicationRegistration:ApplicationRegistration":
    "its client id changes. Whatever names the old one must follow: callers' configuration, the token audience, Choreo's key; client secrets and consents are gone",
  "azuread:index/servicePrincipal:ServicePrincipal":
    "assignments of users and groups and admin consent hang on it: nobody can sign in for the API or client until they are made again",
  "azuread:index/applicationPassword:ApplicationPassword":
    "the old secret ends with the update; whoever holds it must take the new one from the stack output before the next token",
  "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri":
    "the scope prefix clients ask for is missing until it is set again; token requests fail with AADSTS500011 meanwhile",
  "azuread:index/appRoleAssignment:AppRoleAssignment":
    "the user or group is shut out until the new assignment stands (AADSTS50105); sessions end with their tokens",
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant":
    "admin consent is missing until it is given again; users are asked, or refused (AADSTS65001)",
  "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized":
    "the client needs consent until it is pre-authorised again",
  "random:index/randomUuid:RandomUuid":
    "the scope or role gets a new id: consents and assignments given for the old id no longer count",
  "pulumi-nodejs:dynamic/choreo:ApiPermissions":
    "scopes and operations of the API are taken off and put on again; calls in between are refused (900910)",
  "pulumi-nodejs:dynamic/choreo:ApiDeployment":
    "the deployed revision is taken off the gateway and another is put on; calls in between get 404 (900906)",
  "pulumi-nodejs:dynamic/choreo:ApiLifecycle":
    "the API leaves the Developer Portal and comes back; nobody can subscribe in between",
  "pulumi-nodejs:dynamic/choreo:Application":
    "its keys and subscriptions go with it; the client's calls get 403 until they are made again (900908)",
  "pulumi-nodejs:dynamic/choreo:IdpKey":
    "the gateway doesn't know the client id in between: calls get 403 (900908)",
  "pulumi-nodejs:dynamic/choreo:Subscription":
    "the client isn't subscribed in between: calls get 403 (900908)",
};

const ANY = "it is deleted and made again; whatever refers to its id must follow";

/** @example `consequenceOf("azuread:index/application:Application")` */
export function consequenceOf(token: string): string {
  return CONSEQUENCES[token] ?? ANY;
}

/** The tokens that have a sentence of their own. */
export const explainedTypes: readonly string[] = Object.keys(CONSEQUENCES);
