import { repair } from "../../shared/repair.ts";
import { entraErrors } from "./aadsts.ts";
import { gatewayCodes } from "./gateway-codes.ts";
import type { Target } from "./target.ts";

type Asked = Pick<Target, "connection" | "asked" | "apiKey">;

/** What to do about a refusal of Entra, looking first at what the stack says of this client and API. */
export function signInAdvice(code: string | undefined, target: Asked): string | undefined {
  return (
    (code && consentCodes.has(code) ? consentAdvice(target) : undefined) ?? entraErrors[code ?? ""]?.advice
  );
}

const consentCodes = new Set(["AADSTS65001", "AADSTS90094"]);

function consentAdvice({ connection, asked, apiKey }: Asked): string | undefined {
  const use = connection.apis[apiKey];
  const unused = asked.filter((permission) => !use?.permissions.includes(permission));
  if (unused.length > 0)
    return `The client does not use ${unused.join(", ")}. Add it under uses.${apiKey} in the client's settings and run pulumi up, or leave it out of --scope.`;
  return use?.adminConsent
    ? `adminConsent is set for this client and API, so its grant in Entra is gone or lacks a scope: run ${repair}.`
    : undefined;
}

/** What to do about a refusal of the gateway. */
export function callAdvice(
  code: string,
  { connection, asked, apiKey, opensWith }: Asked & Pick<Target, "opensWith">,
): string {
  const known = gatewayCodes[code]?.advice ?? "npm run doctor finds the broken link.";
  if (code !== "900910" || opensWith.length === 0) return known;
  const used = connection.apis[apiKey]?.permissions ?? [];
  const would = opensWith.filter((permission) => used.includes(permission));
  if (would.length === 0)
    return `The client uses none of them. Add ${opensWith.join(" or ")} under uses.${apiKey} in the client's settings and run pulumi up.`;
  if (!would.some((permission) => asked.includes(permission)))
    return `Ask for ${would.join(" or ")} as well, or leave --scope out.`;
  return known;
}
