import { managementScopes } from "../auth/scopes.ts";
import { page } from "../http/paging.ts";
import { ok, type Route } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import { applicationPolicies, showPolicy, subscriptionPolicies } from "../rules/throttling.ts";
import type { SubscriptionStatus } from "../store/model.ts";
import { environments, showEnvironment } from "./environments.ts";

/** Settings, key managers, tiers and subscriptions as the Publisher shows them. */
export const settingsRoutes: Route[] = [
  {
    method: "GET",
    path: "/settings",
    scopes: ["apim:api_view", "apim:publisher_settings"],
    handle: ({ emulation }) =>
      ok({
        devportalUrl: `${emulation.url()}/devportal`,
        environment: environments(emulation).map((one) => showEnvironment(emulation, one)),
        scopes: managementScopes,
        monetizationAttributes: [],
        securityAuditProperties: {},
        externalStoresEnabled: false,
        docVisibilityEnabled: false,
        crossTenantSubscriptionEnabled: false,
        authorizationHeader: "Authorization",
      }),
  },
  {
    method: "GET",
    path: "/key-managers",
    scopes: ["apim:api_view", "apim:api_create", "apim:api_manage"],
    handle: ({ emulation }) => {
      const list = [...emulation.store.keyManagers.values()].map(({ id, name, type, enabled, rest }) => ({
        id,
        name,
        displayName: rest.displayName ?? name,
        type,
        description: rest.description ?? "",
        enabled,
        additionalProperties: [],
      }));
      return ok({ count: list.length, list });
    },
  },
  {
    method: "GET",
    path: "/throttling-policies/:policyLevel",
    scopes: ["apim:api_view", "apim:tier_view", "apim:tier_manage"],
    handle: ({ query, param }) => {
      const isSubscription = param("policyLevel") === "subscription";
      const policies = isSubscription ? subscriptionPolicies : applicationPolicies;
      const shown = policies.map((policy) => ({
        ...showPolicy(policy, "subscription"),
        policyLevel: isSubscription ? "subscription" : "api",
      }));
      return ok(page(shown, query, `/throttling-policies/${param("policyLevel")}`));
    },
  },
  {
    method: "GET",
    path: "/subscriptions",
    scopes: ["apim:api_view", "apim:subscription_view", "apim:subscription_manage"],
    handle: ({ emulation, query }) => {
      const { store } = emulation;
      const found = store.subscriptionsOf({ apiId: query.get("apiId") ?? undefined });
      const shown = found.map(({ id, applicationId, throttlingPolicy, status }) => ({
        subscriptionId: id,
        applicationInfo: { applicationId, name: store.applications.get(applicationId)?.name ?? "" },
        throttlingPolicy,
        subscriptionStatus: status,
      }));
      return ok(page(shown, query, "/subscriptions"));
    },
  },
  blocking("/subscriptions/block-subscription", (query) => {
    const state = query.get("blockState");
    if (state !== "BLOCKED" && state !== "PROD_ONLY_BLOCKED") {
      throw refusal.badRequest("blockState must be BLOCKED or PROD_ONLY_BLOCKED");
    }
    return state;
  }),
  blocking("/subscriptions/unblock-subscription", () => "UNBLOCKED"),
];

function blocking(path: string, status: (query: URLSearchParams) => SubscriptionStatus): Route {
  return {
    method: "POST",
    path,
    scopes: ["apim:subscription_block", "apim:subscription_manage"],
    handle: ({ emulation, query }) => {
      const id = query.get("subscriptionId") ?? "";
      const subscription = emulation.store.subscriptions.get(id);
      if (!subscription) throw refusal.notFound("Subscription", id);
      subscription.status = status(query);
      emulation.changed();
      return ok();
    },
  };
}
