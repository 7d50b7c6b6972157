import { findApplication } from "../Application/rest.ts";
import { getAll } from "../client/paging.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { listKeys } from "../IdpKey/rest.ts";
import { type SubscriptionObject, subscriptionsCall } from "../Subscription/rest.ts";

/** An application of the caller as it is in the Developer Portal. */
export interface ExistingApplication {
  applicationId: string;
  description: string;
  throttlingPolicy: string;
  /** `keyManager` is a name or an id; `consumerKey` is missing where the caller may not see it. */
  keys: { keyManager?: string; keyType?: string; consumerKey?: string | null }[];
  /** By id of the API: the plan. */
  subscriptions: Record<string, string>;
}

/** Three calls, or one if there is no such application. */
export async function getApplication(
  control: ControlPlane,
  name: string,
): Promise<ExistingApplication | undefined> {
  const client = control.client();
  const found = await findApplication(client, name);
  if (!found) return undefined;
  const { applicationId, throttlingPolicy } = found;
  const [keys, subscriptions] = await Promise.all([
    listKeys(client, applicationId),
    getAll<SubscriptionObject>(client, subscriptionsCall({ applicationId })),
  ]);
  const plans = subscriptions.map((each) => [each.apiId, each.throttlingPolicy] as const);
  return {
    applicationId,
    throttlingPolicy,
    description: found.description ?? "",
    keys,
    subscriptions: Object.fromEntries(plans),
  };
}
