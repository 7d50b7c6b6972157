import { z } from "zod";
import type { Call } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import type { StoredApi } from "../store/model.ts";

const text = z.string().nullish();

const statuses = [
  "BLOCKED",
  "PROD_ONLY_BLOCKED",
  "UNBLOCKED",
  "ON_HOLD",
  "REJECTED",
  "TIER_UPDATE_PENDING",
  "DELETE_PENDING",
] as const;

const apimSchema = z.strictObject({
  subscriptionId: text,
  applicationId: z.string(),
  apiId: text,
  apiInfo: z.record(z.string(), z.unknown()).nullish(),
  applicationInfo: z.record(z.string(), z.unknown()).nullish(),
  throttlingPolicy: z.string(),
  requestedThrottlingPolicy: text,
  status: z.enum(statuses).nullish(),
  redirectionParams: text,
});
const choreoSchema = apimSchema.extend({ versionRange: text });

type SubscriptionBody = z.output<typeof apimSchema> & { versionRange?: string | null | undefined };

/** The body of `POST` and `PUT /subscriptions`. */
export function readSubscription(call: Call): Promise<SubscriptionBody> {
  return call.json(call.emulation.flavour === "choreo" ? choreoSchema : apimSchema);
}

/** The plan has to be one that the API offers. */
export function checkPolicy(api: StoredApi, policy: string, user: string): void {
  if (policy.startsWith("DefaultSubscriptionless")) throw refusal.internalPlan(policy);
  if (!api.content.policies.includes(policy)) throw refusal.subscriptionTierNotAllowed(policy, user);
}
