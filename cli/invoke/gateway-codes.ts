import { repair } from "../../shared/repair.ts";
/** What a code of the gateway means and what to do. */
export interface GatewayCode {
  meaning: string;
  advice: string;
}

const doctor = "npm run doctor finds the broken link.";

/**
 * By code; wso2.com, API Manager documentation, "API gateway error codes", and the order of checks in the gateway's source.
 * docs/troubleshooting.md has the same codes; a test compares them.
 */
export const gatewayCodes: Readonly<Record<string, GatewayCode>> = {
  "404": {
    meaning: "The deployed revision of the API has no such resource.",
    advice: `Deploy the API (pulumi up), or check verb and path. ${doctor}`,
  },
  "700700": {
    meaning: "The API is blocked in its lifecycle.",
    advice: `Re-publish it (Manage, Lifecycle), then ${repair}.`,
  },
  "900800": { meaning: "The API's request quota is used up.", advice: "Wait for the next window." },
  "900802": { meaning: "The resource's request quota is used up.", advice: "Wait for the next window." },
  "900803": {
    meaning: "The application's request quota is used up.",
    advice: "Wait, or raise the client's application.throttlingPolicy.",
  },
  "900804": {
    meaning: "The subscription's request quota is used up.",
    advice: "Wait, or raise the API's plan in the client's subscriptionPolicies.",
  },
  "900901": {
    meaning:
      "The gateway does not accept the token: unknown issuer, wrong signature, expired, or of a key without an endpoint.",
    advice: `The usual cause is the token version: its iss must equal the identity provider's issuer in Choreo, to the slash. ${doctor}`,
  },
  "900902": {
    meaning: "No token arrived at the gateway.",
    advice: "A proxy on the way may have dropped the Authorization header.",
  },
  "900906": {
    meaning: "The deployed revision of the API has no such resource.",
    advice: `Deploy the API (pulumi up), or check verb and path. ${doctor}`,
  },
  "900907": {
    meaning: "The subscription is blocked.",
    advice: "Its owner or the API's publisher has blocked it in Choreo; unblock it there.",
  },
  "900908": {
    meaning: "The gateway finds no application with this client id that subscribes to the API.",
    advice: `Key mapping, consumer key claim (azp or appid) or subscription is missing. ${doctor}`,
  },
  "900909": {
    meaning: "The subscription is not active: on hold or rejected.",
    advice: "Somebody has to approve it in Choreo.",
  },
  "900910": {
    meaning: "The token has none of the scopes that the operation needs.",
    advice: `Compare scp with the operation's permissions: they must be equal to the character. A scope that is not in scp has nobody's consent. ${doctor}`,
  },
};
