import type { Deviation } from "./deviation.ts";

/** What the server sends and takes in another shape than its file says. */
export const shapeDeviations: readonly Deviation[] = [
  {
    operation: "*",
    about: /keyManagers must be object/,
    reason: "A list of names; anything else gives 901350 (ExceptionCodes.java)",
  },
  {
    operation: "GET /apis/{apiId}/swagger",
    about: /^\/ must be string/,
    reason: "The document itself is sent, not a JSON text",
  },
  {
    operation: "GET /throttling-policies/{policyLevel}",
    about: /path\/policyLevel must be equal/,
    reason: "The file misspells `subscription`",
  },
  {
    flavour: "apim",
    operation: "GET /applications/{applicationId}/oauth-keys/{keyMappingId}",
    about: /^The body is empty/,
    reason: "200 with nothing in it for an unknown application in 4.6 (ApplicationsApiServiceImpl.java)",
  },
  {
    operation: "PUT /subscriptions/{subscriptionId}",
    about: /^A body is not foreseen/,
    reason: "404 and 415 have the usual error, which the file forgets (GlobalThrowableMapper.java)",
  },
  {
    flavour: "apim",
    operation: "GET /settings",
    about: /^\/environment\/\d+ must have required property 'endpoints'/,
    reason: "The file of 4.0.0 requires what it does not describe",
  },
  {
    flavour: "apim",
    operation: "POST /register",
    about: /(saasApp|isSaasApplication) must be string/,
    reason: "The file's own example is the boolean true, which WSO2's command line tool sends",
  },
  {
    operation: "POST /register",
    about: /additionalProperty":"tokenScope"/,
    reason: "WSO2's command line tool sends it, and the server takes it; the file lacks it",
  },
];
