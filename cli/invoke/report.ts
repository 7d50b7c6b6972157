import { table } from "../shared/table.ts";
import { callAdvice } from "./advice.ts";
import { claimRows } from "./claims.ts";
import { gatewayCodes } from "./gateway-codes.ts";
import type { InvokeResult } from "./invoke.ts";
import type { Target } from "./target.ts";

/** Headers that say something about gateway, cache or throttling; the others are the transport's. */
const telling = ["content-type", "location", "etag", "retry-after", "www-authenticate"];

/** What the person sees: status, headers of interest, body; the token's claims; and, if the gateway refused, why. */
export function report({ status, headers, body, claims, calls, refusal, target }: InvokeResult): string {
  const lines = [
    `${target.verb} ${target.url.origin}${target.url.pathname}`,
    `Status: ${status}${calls > 1 ? ` (after ${calls} calls)` : ""}`,
    ...[...headers].filter(([name]) => isTelling(name)).map(([name, value]) => `${name}: ${value}`),
    "",
    ...(body ? [pretty(body), ""] : []),
    "The access token says:",
    table(["claim", "value", "meaning"], claimRows(claims)),
  ];
  if (refusal) lines.push("", ...explanation(refusal, target));
  return lines.join("\n");
}

function isTelling(name: string): boolean {
  return telling.includes(name) || name.startsWith("x-ratelimit-");
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function explanation(refusal: NonNullable<InvokeResult["refusal"]>, target: Target): string[] {
  const { code, message, description } = refusal;
  const needed = target.opensWith.map((name) => target.api.scopes[name]?.fullyQualifiedName ?? name);
  return [
    `The gateway refused the call: ${code} ${message}`,
    description,
    gatewayCodes[code]?.meaning ?? "",
    ...(code === "900910" ? [`The operation opens with any of: ${needed.join(", ")}`] : []),
    callAdvice(code, target),
  ].filter(Boolean);
}
