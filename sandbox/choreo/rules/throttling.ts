/** A tier that ships with the product. */
export interface ThrottlingPolicy {
  name: string;
  description: string;
  requestCount: number;
}

const UNLIMITED = 2147483647;

export const applicationPolicies: readonly ThrottlingPolicy[] = [
  { name: "10PerMin", description: "Allows 10 requests per minute", requestCount: 10 },
  { name: "20PerMin", description: "Allows 20 requests per minute", requestCount: 20 },
  { name: "50PerMin", description: "Allows 50 requests per minute", requestCount: 50 },
  { name: "Unlimited", description: "Allows unlimited requests", requestCount: UNLIMITED },
];

export const subscriptionPolicies: readonly ThrottlingPolicy[] = [
  { name: "Bronze", description: "Allows 1000 requests per minute", requestCount: 1000 },
  { name: "Silver", description: "Allows 2000 requests per minute", requestCount: 2000 },
  { name: "Gold", description: "Allows 5000 requests per minute", requestCount: 5000 },
  { name: "Unlimited", description: "Allows unlimited requests", requestCount: UNLIMITED },
  { name: "Unauthenticated", description: "Allows 500 requests per minute", requestCount: 500 },
];

/** Requests per minute, by policy. */
export function requestsPerMinute(policies: readonly ThrottlingPolicy[], name: string): number {
  return policies.find((policy) => policy.name === name)?.requestCount ?? UNLIMITED;
}

export function showPolicy(policy: ThrottlingPolicy, policyLevel: "application" | "subscription"): object {
  return {
    name: policy.name,
    description: policy.description,
    policyLevel,
    attributes: {},
    requestCount: policy.requestCount,
    dataUnit: null,
    unitTime: policy.requestCount === UNLIMITED ? 0 : 1,
    timeUnit: policy.requestCount === UNLIMITED ? null : "min",
    rateLimitCount: 0,
    rateLimitTimeUnit: null,
    quotaPolicyType: "REQUESTCOUNT",
    tierPlan: "FREE",
    stopOnQuotaReach: true,
  };
}
