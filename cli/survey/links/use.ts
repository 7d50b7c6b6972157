import { type Link, red, type UseSubject, yellow } from "../../doctor/link.ts";
import type { Pairs } from "../pair/index.ts";

/** A client may ask for scopes that it does not list, so that it lists none is no break. */
export function listedLink(link: Link<UseSubject>): Link<UseSubject> {
  return {
    ...link,
    async check(subject, world) {
      if (subject.use.permissions.length > 0) return link.check(subject, world);
      return yellow(
        "It lists none: it has to ask for each by its name, and an administrator cannot consent in the portal.",
        "List them in Azure: API permissions.",
      );
    },
  };
}

/** Its registration lists the API's scopes, and its application is not subscribed. */
export function subscribedLink({ apis }: Pairs, link: Link<UseSubject>): Link<UseSubject> {
  return {
    ...link,
    async check(subject, world) {
      if (subject.use.subscriptionId) return link.check(subject, world);
      if (!apis.get(subject.api.key)?.subscriptions)
        return yellow(
          "Could not be seen.",
          "Look under Subscriptions of the application, in the Developer Portal.",
        );
      return red(
        "There is none (900908).",
        "Subscribe in the Developer Portal (step 4.3 of the guide), or take the permissions from the registration.",
      );
    },
  };
}
