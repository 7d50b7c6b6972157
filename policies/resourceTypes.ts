import { types as read } from "../access/index.ts";

/** Pulumi's type tokens of what the rules look at. */
export const types = {
  ...read,
  applicationRegistration: "azuread:index/applicationRegistration:ApplicationRegistration",
  redirectUris: "azuread:index/applicationRedirectUris:ApplicationRedirectUris",
  randomUuid: "random:index/randomUuid:RandomUuid",
  choreoApplication: "pulumi-nodejs:dynamic/choreo:Application",
} as const;

/** A scope as an azuread `Application` declares it. */
interface AzureadScope {
  value?: string;
  type?: "Admin" | "User";
  enabled?: boolean;
}

/** The scopes of an application; empty for one that is no web API. */
export function scopesIn(props: Record<string, unknown>): AzureadScope[] {
  const api = props.api as { oauth2PermissionScopes?: AzureadScope[] } | undefined;
  return api?.oauth2PermissionScopes ?? [];
}

/** Every place of an application where a redirect URI can stand. */
export function redirectUrisOf(type: string, props: Record<string, unknown>): string[] {
  if (type === types.redirectUris) return (props.redirectUris as string[] | undefined) ?? [];
  return ["web", "singlePageApplication", "publicClient"].flatMap(
    (platform) => (props[platform] as { redirectUris?: string[] } | undefined)?.redirectUris ?? [],
  );
}
