import type { Emulation } from "../emulation.ts";
import type { StoredSubscription } from "../store/model.ts";
import { showApiInfo } from "./apis.ts";
import { showApplicationInfo } from "./application-views.ts";

/** The REST object `Subscription`; only Choreo's branch has version ranges. */
export function showSubscription(emulation: Emulation, subscription: StoredSubscription): object {
  const { store, flavour } = emulation;
  const api = store.apis.get(subscription.apiId);
  const application = store.applications.get(subscription.applicationId);
  return {
    subscriptionId: subscription.id,
    applicationId: subscription.applicationId,
    apiId: subscription.apiId,
    apiInfo: api ? showApiInfo(api) : null,
    applicationInfo: application ? showApplicationInfo(emulation, application) : null,
    throttlingPolicy: subscription.throttlingPolicy,
    requestedThrottlingPolicy: subscription.requestedThrottlingPolicy,
    status: subscription.status,
    redirectionParams: null,
    ...(flavour === "choreo" ? { versionRange: subscription.versionRange } : {}),
  };
}
