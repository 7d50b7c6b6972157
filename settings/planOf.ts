import type { ClientSettings } from "./types.ts";

/** The plan of a client's subscription to an API (settings key). */
export function planOf(
  client: Pick<ClientSettings, "subscriptionPolicy" | "subscriptionPolicies">,
  api: string,
): string {
  const { subscriptionPolicies: own } = client;
  return (Object.hasOwn(own, api) ? own[api] : undefined) ?? client.subscriptionPolicy;
}
