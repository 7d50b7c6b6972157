import { repair } from "../../shared/repair.ts";
import { entraErrors } from "./aadsts.ts";
import { gatewayCodes } from "./gateway-codes.ts";
import type { Target } from "./target.ts";
import { isYoung } from "./young.ts";

type Asked = Pick<Target, "connection" | "api" | "asked" | "apiKey"> & {
  /** Who signs in, where that is known. */
  user?: string | undefined;
};

/** What to do about a refusal of Entra, looking first at what the stack says of this client and API. */
export function signInAdvice(code: string | undefined, target: Asked): string | undefined {
  return looked[code ?? ""]?.(target) ?? entraErrors[code ?? ""]?.advice;
}

/** By code: what it comes from in this stack, where the stack knows. What it declares and Entra has not was changed by hand. */
const looked: Readonly<Record<string, (target: Asked) => string | undefined>> = {
  AADSTS50011: () => `The stack has it, so the client's registration was changed by hand: run ${repair}.`,
  AADSTS50105: notAssigned,
  AADSTS65001: (target) => notUsed(target) ?? grantGone(target),
  AADSTS65005: (target) =>
    notUsed(target) ??
    `The settings list it, so the client's registration was changed by hand: run ${repair}.`,
  AADSTS90094: (target) => notUsed(target) ?? grantGone(target),
  AADSTS650053: switchedOff,
  AADSTS700016: justMade,
  AADSTS7000215: keptSecret,
  AADSTS7000222: keptSecret,
};

function notUsed({ connection, asked, apiKey }: Asked): string | undefined {
  const unused = asked.filter((permission) => !connection.apis[apiKey]?.permissions.includes(permission));
  return unused.length > 0
    ? `The client does not use ${unused.join(", ")}. Add it under uses.${apiKey} in the client's settings and run pulumi up, or leave it out of --scope.`
    : undefined;
}

function grantGone({ connection, apiKey }: Asked): string | undefined {
  return connection.apis[apiKey]?.adminConsent
    ? `adminConsent is set for this client and API, so its grant in Entra is gone or lacks a scope: run ${repair}.`
    : undefined;
}

/** Roles that people can have take the place of `assigned`. */
function notAssigned({ api, apiKey, user = "" }: Asked): string | undefined {
  const wanted = user.toLowerCase();
  if (Object.keys(api.assigned.users).some((name) => name.toLowerCase() === wanted))
    return `${user} is assigned in the settings, so the assignment in Entra is gone: run ${repair}.`;
  const roles = Object.keys(api.roles ?? {});
  return roles.length > 0
    ? `Give the person or group one of the API's roles (${roles.join(", ")}) under apis.${apiKey}.roles and run pulumi up. Nested groups do not count.`
    : undefined;
}

function switchedOff({ api, asked, apiKey }: Asked): string | undefined {
  const off = asked.filter((permission) => api.scopes[permission]?.enabled === false);
  return off.length > 0
    ? `${off.join(", ")} ${off.length === 1 ? "is" : "are"} switched off: take enabled: false out of apis.${apiKey}.permissions and run pulumi up, or leave it out of --scope.`
    : undefined;
}

/** The secret's age is all that the stack knows of the client's. */
function justMade({ connection }: Asked): string | undefined {
  return isYoung(connection.clientSecretStarts)
    ? `The client may be seconds old: Entra takes a moment to know it. Try again in a minute. If that does not help, run ${repair}.`
    : undefined;
}

function keptSecret({ connection }: Asked): string | undefined {
  return connection.secret === "external"
    ? "The client keeps its own secret (secret: external): set INVOKE_CLIENT_SECRET to one that Entra has of it and that has not ended."
    : undefined;
}

/** By code: the setting that decides. The plan for an API wins over `subscriptionPolicy`, so that one is sure to count. */
const planFor: Readonly<Record<string, (apiKey: string) => string>> = {
  "900803": () => "application.throttlingPolicy",
  "900804": (apiKey) => `subscriptionPolicies.${apiKey}`,
};

/** What to do about a refusal of the gateway. */
export function callAdvice(
  code: string,
  {
    connection,
    asked,
    apiKey,
    opensWith,
    applicationOf,
  }: Pick<Target, "connection" | "asked" | "apiKey" | "opensWith" | "applicationOf">,
): string {
  const known = gatewayCodes[code]?.advice ?? "npm run doctor finds the broken link.";
  const plan = planFor[code]?.(apiKey);
  if (plan) return `Wait, or set clients.${applicationOf}.${plan} to a larger plan and run pulumi up.`;
  if (code !== "900910" || opensWith.length === 0) return known;
  const used = connection.apis[apiKey]?.permissions ?? [];
  const would = opensWith.filter((permission) => used.includes(permission));
  if (would.length === 0)
    return `The client uses none of them. Add ${opensWith.join(" or ")} under uses.${apiKey} in the client's settings and run pulumi up.`;
  if (!would.some((permission) => asked.includes(permission)))
    return `Ask for ${would.join(" or ")} as well, or leave --scope out.`;
  return known;
}
