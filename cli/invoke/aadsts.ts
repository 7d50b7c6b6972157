import { repair } from "../../shared/repair.ts";
/** An error of Entra's sign-in or token endpoint that users of the guide meet. */
export interface EntraError {
  /** What it means, in the words of this project. */
  meaning: string;
  advice: string;
}

/**
 * By code. Source: learn.microsoft.com, "Microsoft Entra authentication and authorization error codes". docs/troubleshooting.md has
 * the same codes; a test compares them.
 */
export const entraErrors: Readonly<Record<string, EntraError>> = {
  AADSTS28004: {
    meaning: "The request asks for more scopes than Entra takes at a time.",
    advice:
      "Ask for fewer with --scope, or for all of the API's as api://…/.default; npm run invoke does so by itself for a long list.",
  },
  AADSTS50011: {
    meaning: "The redirect URI of the request is not registered on the client.",
    advice:
      "Compare redirectUris in the client's settings, to the character (trailing slash, port), and run pulumi up.",
  },
  AADSTS50020: {
    meaning: "The account belongs to another tenant and is no guest of this one.",
    advice: "Sign in with an account of the tenant, in a private window if the browser picks another one.",
  },
  AADSTS50034: {
    meaning: "The tenant has no such user.",
    advice: "Check the user name and the tenant (azuread:tenantId, else ARM_TENANT_ID).",
  },
  AADSTS50057: {
    meaning: "The account is disabled.",
    advice: "Have an administrator enable it.",
  },
  AADSTS50076: {
    meaning: "The tenant wants a second factor.",
    advice: "Sign in in the browser and complete the second factor.",
  },
  AADSTS50079: {
    meaning: "The tenant wants the person to register a second factor.",
    advice: "Sign in in the browser and register it.",
  },
  AADSTS50105: {
    meaning: "The person is not assigned to the API, nor a direct member of an assigned group.",
    advice:
      "Add the person or group under assigned in the API's settings and run pulumi up. Nested groups do not count.",
  },
  AADSTS50126: { meaning: "Wrong user name or password.", advice: "Try again." },
  AADSTS53003: {
    meaning: "A Conditional Access policy of the tenant blocks the sign-in.",
    advice: "Ask the tenant's administrator which policy; the sign-in log in Entra names it.",
  },
  AADSTS54005: {
    meaning: "The authorization code was used already.",
    advice: "Start again; a code works once.",
  },
  AADSTS65001: {
    meaning: "Nobody has consented to the permissions for this client.",
    advice: "Sign in in the browser and accept, or set adminConsent: true in the client's settings.",
  },
  AADSTS65004: {
    meaning: "The person declined to consent.",
    advice: "Start again and accept, or set adminConsent: true in the client's settings.",
  },
  AADSTS65005: {
    meaning: "The client asks for a scope that its registration does not list.",
    advice: "Compare uses in the client's settings with --scope and run pulumi up.",
  },
  AADSTS70008: {
    meaning: "The authorization code has expired.",
    advice: "Start again; a code lives for about ten minutes.",
  },
  AADSTS70011: {
    meaning: "A scope of the request is malformed or mixes several APIs.",
    advice: "Ask for the scopes of one API at a time.",
  },
  AADSTS90002: { meaning: "There is no such tenant.", advice: "Check azuread:tenantId, else ARM_TENANT_ID." },
  AADSTS90015: {
    meaning: "The address of the sign-in is too long, mostly because of its list of scopes.",
    advice:
      "Ask for fewer with --scope, or for all of the API's as api://…/.default; npm run invoke does so by itself for a long list.",
  },
  AADSTS90094: {
    meaning: "An administrator has to consent to these permissions.",
    advice: "Set adminConsent: true in the client's settings, or let an administrator sign in once.",
  },
  AADSTS500011: {
    meaning: "The tenant has no service principal for the API that the scopes name.",
    advice: "Run npm run doctor; the web API's service principal or identifier URI is gone.",
  },
  AADSTS501481: {
    meaning: "The code verifier does not match the code challenge of the request.",
    advice: "Start again; the code came from another sign-in.",
  },
  AADSTS650052: {
    meaning: "The tenant has no service principal for the API, or it is switched off.",
    advice: `Run npm run doctor; ${repair} makes the web API's service principal anew.`,
  },
  AADSTS650053: {
    meaning: "The client asks for a scope that the API does not have (or has switched off).",
    advice: "Run npm run doctor; scope names must equal Choreo's to the character.",
  },
  AADSTS700016: {
    meaning: "The tenant has no application with this client id.",
    advice: `Run npm run doctor; if the client's application was deleted, ${repair} makes it anew.`,
  },
  AADSTS900144: {
    meaning: "The request lacks a parameter that it names.",
    advice:
      "If npm run invoke sent it, something on the way dropped it; by hand, compare with npm run invoke -- … --curl.",
  },
  AADSTS7000215: {
    meaning: "The client secret is wrong, or seconds old: Entra takes a moment to know a new one.",
    advice: `Try again in a minute; then run ${repair}: the secret may have been removed by hand.`,
  },
  AADSTS7000218: {
    meaning: "The client sent no secret, and its redirect URI is one that needs one.",
    advice: "Use npm run invoke, which sends it; by hand, set CLIENT_SECRET before the curl command.",
  },
  AADSTS7000222: {
    meaning: "The client secret has expired.",
    advice: "Raise rotation under secret in the client's settings and run pulumi up.",
  },
  AADSTS7000229: {
    meaning: "The tenant has no service principal for the client.",
    advice: `Run ${repair}, which makes it anew.`,
  },
};

/** The `AADSTS…` code that a text names first. */
export function entraCode(text: string): string | undefined {
  return /AADSTS\d+/.exec(text)?.[0];
}
