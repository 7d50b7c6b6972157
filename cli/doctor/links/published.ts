import type { PublisherApi } from "../choreo-objects.ts";
import { type ApiSubject, green, type Link, putRight, red } from "../link.ts";

/** Guide, step 1.5: without it the API cannot be subscribed to; blocked, the gateway refuses every call. */
export const publishedLink: Link<ApiSubject> = {
  id: "published",
  title: "The API is published",
  needs: ["api"],
  async check({ api }, { publisher }) {
    const found = await publisher.get<PublisherApi>(`/apis/${api.choreo.apiId}`);
    const state = (found?.lifeCycleStatus ?? "unknown").toUpperCase();
    if (state === "PUBLISHED") return green("PUBLISHED");
    return red(
      `Its lifecycle state is ${state}.`,
      state === "BLOCKED" ? "Re-publish it in Choreo: Manage, Lifecycle." : putRight,
    );
  },
};
