import type { Subscription } from "../choreo-objects.ts";
import { green, type Link, putRight, red, type UseSubject } from "../link.ts";

const meanings: Readonly<Record<string, string>> = {
  BLOCKED: "every call is refused (900907)",
  PROD_ONLY_BLOCKED: "calls with a production key are refused (900907)",
  ON_HOLD: "it waits for an approval (900909)",
  REJECTED: "the approval was refused (900909)",
};

/** Guide, step 4.3. Without it: 900908. */
export const subscriptionLink: Link<UseSubject> = {
  id: "subscription",
  title: "The subscription is active",
  needs: ["application", "api"],
  async check({ use, client: { connection } }, { devportal }) {
    const found = await devportal.get<Subscription>(`/subscriptions/${use.subscriptionId}`);
    if (!found) return red("It is gone (900908).", putRight);
    const status = found.status ?? "UNBLOCKED";
    const harmless = status === "PROD_ONLY_BLOCKED" && connection.application.keyType === "SANDBOX";
    if (status === "UNBLOCKED" || status === "TIER_UPDATE_PENDING" || harmless) return green(status);
    return red(
      `It is ${status}: ${meanings[status] ?? "not active"}.`,
      "The API's publisher releases it in Choreo: Manage, Subscriptions, or the admin portal's tasks.",
    );
  },
};
