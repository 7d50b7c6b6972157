import type { DeployedApi, GatewayView } from "../choreo/control-plane.ts";
import { refused } from "./errors.ts";
import type { CheckedToken } from "./token.ts";

export interface Consumer {
  mapping: GatewayView["keyMappings"][number];
  application: GatewayView["applications"][number];
  subscription: GatewayView["subscriptions"][number];
}

/** Rows 8 and 10: key mapping by consumer key and key manager, its application, its subscription to the API. Row 11: status. */
export function findConsumer(token: CheckedToken, api: DeployedApi, view: GatewayView): Consumer {
  const mapping = view.keyMappings.find(
    ({ consumerKey, keyManagerId }) =>
      token.consumerKey !== undefined &&
      consumerKey === token.consumerKey &&
      keyManagerId === token.keyManager.id,
  );
  const application = view.applications.find(({ id }) => id === mapping?.applicationId);
  const subscription = view.subscriptions.find(
    ({ apiId, applicationId }) => apiId === api.apiId && applicationId === application?.id,
  );
  if (!mapping || !application || !subscription) throw refused.forbidden();
  switch (subscription.status) {
    case "BLOCKED":
      throw refused.subscriptionBlocked();
    case "PROD_ONLY_BLOCKED":
      if (mapping.keyType === "PRODUCTION") throw refused.subscriptionBlocked();
      break;
    case "ON_HOLD":
    case "REJECTED":
      throw refused.subscriptionInactive();
  }
  return { mapping, application, subscription };
}
