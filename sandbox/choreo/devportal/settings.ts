import { managementScopes } from "../auth/scopes.ts";
import type { Emulation } from "../emulation.ts";
import { page } from "../http/paging.ts";
import { ok, type Route } from "../http/route.ts";
import { applicationPolicies, showPolicy, subscriptionPolicies } from "../rules/throttling.ts";
import type { StoredKeyManager } from "../store/model.ts";
import { showKeyManagerInfo } from "./key-managers.ts";

/** Choreo's newest developer portal asks with `devPortalAppEnv`, `prod` or `sandbox`; who does not ask sees all. */
function isOffered(
  { flavour, switches: { portalKeyManagers } }: Emulation,
  { name, resident }: StoredKeyManager,
  environment: string | null,
): boolean {
  if (flavour === "apim" || environment === null || portalKeyManagers === "all") return true;
  if (portalKeyManagers === "built-in") return resident;
  return resident || portalKeyManagers[environment === "sandbox" ? "sandbox" : "prod"].includes(name);
}

/** Key managers, tiers and settings as the Developer Portal shows them. */
export const devportalSettingsRoutes: Route[] = [
  {
    method: "GET",
    path: "/key-managers",
    scopes: ["apim:subscribe"],
    handle: ({ emulation, query }) => {
      const list = [...emulation.store.keyManagers.values()]
        .filter((one) => isOffered(emulation, one, query.get("devPortalAppEnv")))
        .map((one) => showKeyManagerInfo(emulation, one));
      return ok({ count: list.length, list });
    },
  },
  {
    method: "GET",
    path: "/throttling-policies/:policyLevel",
    scopes: [],
    handle: ({ query, param }) => {
      const level = param("policyLevel") === "application" ? "application" : "subscription";
      const policies = level === "application" ? applicationPolicies : subscriptionPolicies;
      const shown = policies.map((policy) => showPolicy(policy, level));
      return ok(page(shown, query, `/throttling-policies/${level}`));
    },
  },
  {
    method: "GET",
    path: "/settings",
    scopes: ["apim:store_settings"],
    handle: ({ emulation }) =>
      ok({
        grantTypes: ["authorization_code", "client_credentials", "refresh_token"],
        scopes: managementScopes,
        applicationSharingEnabled: false,
        mapExistingAuthApps: true,
        apiGatewayEndpoint: emulation.gatewayUrl(),
        monetizationEnabled: false,
        recommendationEnabled: false,
        IsUnlimitedTierPaid: false,
        identityProvider: { external: false },
        IsAnonymousModeEnabled: true,
        IsPasswordChangeEnabled: true,
        userStorePasswordPattern: "^[\\S]{5,30}$",
        passwordPolicyPattern: null,
        passwordPolicyMinLength: 0,
        passwordPolicyMaxLength: 0,
      }),
  },
];
