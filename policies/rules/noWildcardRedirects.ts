import type { ResourceValidationPolicy } from "@pulumi/policy";
import { redirectUrisOf, types } from "../resourceTypes.ts";

/** A code that may go to any host or path of a pattern goes to whoever takes one of them (RFC 9700, 4.1.1: exact matching). */
export const noWildcardRedirects: ResourceValidationPolicy = {
  name: "no-wildcard-redirects",
  description: "Redirect URIs have no wildcard.",
  enforcementLevel: "mandatory",
  validateResource: ({ type, props }, report) => {
    if (type !== types.application && type !== types.redirectUris) return;
    // Also percent-encoded: some servers decode before they match.
    for (const uri of redirectUrisOf(type, props))
      if (/\*|%2a/i.test(uri)) report(`The redirect URI ${uri} has a wildcard: list each URI.`);
  },
};
