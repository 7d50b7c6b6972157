import type { Application } from "../choreo-objects.ts";
import { type ClientSubject, green, type Link, putRight, red } from "../link.ts";

/** Guide, step 4.1. */
export const applicationLink: Link<ClientSubject> = {
  id: "application",
  title: "The Developer Portal has the application",
  async check({ connection: { application } }, { devportal }) {
    const found = await devportal.get<Application>(`/applications/${application.id}`);
    if (!found) return red(`"${application.name}" is gone, and its key and subscriptions with it.`, putRight);
    const status = found.status ?? "APPROVED";
    if (status !== "APPROVED")
      return red(
        `"${found.name}" is ${status}: it waits for an approval.`,
        "Somebody approves it in Choreo's admin portal.",
      );
    return green(`"${found.name}"`);
  },
};
