/** Pulumi's type tokens of what the rules look at. */
export const types = {
  application: "azuread:index/application:Application",
  applicationRegistration: "azuread:index/applicationRegistration:ApplicationRegistration",
  redirectUris: "azuread:index/applicationRedirectUris:ApplicationRedirectUris",
  servicePrincipal: "azuread:index/servicePrincipal:ServicePrincipal",
  preAuthorized: "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized",
  randomUuid: "random:index/randomUuid:RandomUuid",
  password: "azuread:index/applicationPassword:ApplicationPassword",
  apiPermissions: "pulumi-nodejs:dynamic/choreo:ApiPermissions",
  choreoApplication: "pulumi-nodejs:dynamic/choreo:Application",
  idpKey: "pulumi-nodejs:dynamic/choreo:IdpKey",
  subscription: "pulumi-nodejs:dynamic/choreo:Subscription",
} as const;

/** A scope as an azuread `Application` declares it. */
export interface DeclaredScope {
  value?: string;
  type?: "Admin" | "User";
  enabled?: boolean;
}

/** The scopes of an application; empty for one that is no web API. */
export function scopesOf(props: Record<string, unknown>): DeclaredScope[] {
  const api = props.api as { oauth2PermissionScopes?: DeclaredScope[] } | undefined;
  return api?.oauth2PermissionScopes ?? [];
}

/** Every place of an application where a redirect URI can stand. */
export function redirectUrisOf(type: string, props: Record<string, unknown>): string[] {
  if (type === types.redirectUris) return (props.redirectUris as string[] | undefined) ?? [];
  return ["web", "singlePageApplication", "publicClient"].flatMap(
    (platform) => (props[platform] as { redirectUris?: string[] } | undefined)?.redirectUris ?? [],
  );
}
