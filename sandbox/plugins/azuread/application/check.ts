import { hasUnknown, isUnknown, type Value, type Values } from "../../properties/types.ts";
import { objects, part, text, texts } from "../json.ts";

/** Options of the published plugin that nothing in this project uses. */
const NOT_HERE = ["logoImage", "password", "templateId"];

const PERSONAL = ["AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];

/** What the published plugin checks of an application as a whole when it plans (`applicationResourceCustomizeDiff`). */
export function checkApplication(inputs: Values): string[] {
  const api = part(inputs.api);
  const scopes = objects(api.oauth2PermissionScopes);
  const entitlements = [...objects(inputs.appRoles), ...scopes];
  return [
    ...NOT_HERE.filter((name) => inputs[name]).map(
      (name) => `the sandbox's stand-in for the azuread plugin has no "${name}" of an Application`,
    ),
    ...duplicates(entitlements, "id", "ID"),
    ...duplicates(entitlements, "value", "value"),
    ...(PERSONAL.includes(text(inputs.signInAudience)) ? checkPersonal(inputs, api, scopes) : []),
  ];
}

/** Roles and scopes share one room of names and ids. */
function duplicates(entitlements: Values[], name: "id" | "value", word: string): string[] {
  const known = entitlements
    .map((entitlement) => entitlement[name])
    .filter((value) => value && !isUnknown(value));
  const double = known.find((value, i) => known.indexOf(value) !== i);
  return double
    ? [
        "checking for duplicate app roles / OAuth2.0 permission scopes: " +
          `validation failed: duplicate ${word} found: "${double}"`,
      ]
    : [];
}

/** https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation */
function checkPersonal(inputs: Values, api: Values, scopes: Values[]): string[] {
  const when = `when \`sign_in_audience\` is ${PERSONAL.map((audience) => `"${audience}"`).join(" or ")}`;
  const version: Value | undefined = api.requestedAccessTokenVersion;
  const tooLong = scopes.some(({ value }) => !isUnknown(value) && text(value).length > 40);
  return [
    ...(version !== 2 && !hasUnknown(inputs.api)
      ? [`\`requested_access_token_version\` must be 2 ${when}`]
      : []),
    ...(scopes.length > 100
      ? [`maximum of 100 \`oauth2_permission_scope\` blocks are supported ${when}`]
      : []),
    ...(tooLong
      ? [`\`value\` property in the \`oauth2_permission_scope\` block must be 40 characters or less ${when}`]
      : []),
    ...(texts(inputs.identifierUris).some((uri) => uri.startsWith("urn:"))
      ? [`\`identifier_uris\` is invalid. The URN scheme is not supported ${when}`]
      : []),
  ];
}
