import { boolean, computed, list, object, optional, string } from "../../properties/types.ts";
import { allComputed } from "./select.ts";

/* Scopes, roles and feature tags as results; the package schema has them once for each function, under its name. */

export const scopeResult = (owner: string) =>
  object(`${owner}Oauth2PermissionScope`, {
    ...allComputed(string, [
      "adminConsentDescription",
      "adminConsentDisplayName",
      "id",
      "type",
      "userConsentDescription",
      "userConsentDisplayName",
      "value",
    ]),
    enabled: computed(boolean),
  });

export const appRoleResult = (owner: string) =>
  object(`${owner}AppRole`, {
    ...allComputed(string, ["description", "displayName", "id", "value"]),
    allowedMemberTypes: computed(list(string)),
    enabled: computed(boolean),
  });

export const featureTagResult = (owner: string, always: boolean) => {
  const part = always ? computed(boolean) : optional(boolean);
  return object(`${owner}FeatureTag`, {
    customSingleSignOn: part,
    enterprise: part,
    gallery: part,
    hide: part,
  });
};
