import { applicationPolicies, requestsPerMinute, subscriptionPolicies } from "../choreo/rules/throttling.ts";
import { refused } from "./errors.ts";
import type { Consumer } from "./subscription.ts";

const MINUTE_MS = 60_000;

/** Row 13: requests per minute and application, and per minute and subscription. Windows begin with their first request. */
export class Throttle {
  readonly #windows = new Map<string, { from: number; count: number }>();
  readonly #quotas: Readonly<Record<string, number>>;

  /** @param quotas requests per minute of a policy, instead of what its name promises */
  constructor(quotas: Readonly<Record<string, number>> = {}) {
    this.#quotas = quotas;
  }

  count({ application, subscription }: Consumer): void {
    const applicationQuota = this.#quota(applicationPolicies, application.throttlingPolicy);
    this.#take(`application ${application.id}`, applicationQuota, "900803");
    const subscriptionQuota = this.#quota(subscriptionPolicies, subscription.throttlingPolicy);
    this.#take(`subscription ${subscription.id}`, subscriptionQuota, "900804");
  }

  clear(): void {
    this.#windows.clear();
  }

  #quota(policies: Parameters<typeof requestsPerMinute>[0], name: string): number {
    return this.#quotas[name] ?? requestsPerMinute(policies, name);
  }

  #take(key: string, quota: number, code: "900803" | "900804"): void {
    const now = Date.now();
    const known = this.#windows.get(key);
    const window = known && now - known.from < MINUTE_MS ? known : { from: now, count: 0 };
    this.#windows.set(key, window);
    window.count += 1;
    if (window.count > quota) {
      throw refused.throttledOut(code, Math.ceil((window.from + MINUTE_MS - now) / 1000));
    }
  }
}
