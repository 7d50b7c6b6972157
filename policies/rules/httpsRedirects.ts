import type { ResourceValidationPolicy } from "@pulumi/policy";
import { redirectUrisOf, types } from "../resourceTypes.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * An authorization code must not cross the network in clear, nor go to a scheme that any program can claim. Loopback is excepted:
 * the code does not leave the machine (RFC 8252, 7.3 and 8.3).
 */
export const httpsRedirects: ResourceValidationPolicy = {
  name: "https-redirects",
  description: "Redirect URIs are https; http is for loopback only.",
  enforcementLevel: "mandatory",
  configSchema: { properties: { allowLoopback: { type: "boolean", default: true } } },
  validateResource: ({ type, props, getConfig }, report) => {
    if (type !== types.application && type !== types.redirectUris) return;
    const { allowLoopback = true } = getConfig<{ allowLoopback?: boolean }>();
    for (const uri of redirectUrisOf(type, props)) {
      const problem = problemOf(uri, allowLoopback);
      if (problem) report(`The redirect URI ${uri} ${problem}.`);
    }
  },
};

function problemOf(uri: string, allowLoopback: boolean): string | undefined {
  const url = URL.parse(uri);
  if (!url) return "is no absolute URI";
  if (url.protocol === "https:") return undefined;
  const loopback = url.protocol === "http:" && LOOPBACK.has(url.hostname);
  if (!loopback) return `uses ${url.protocol.slice(0, -1)}: use https`;
  return allowLoopback ? undefined : "is loopback, which this stack does not allow: use https";
}
