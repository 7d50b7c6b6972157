import { keyTypesOf } from "../../../providers/choreo/reads.ts";
import type { PublisherApi } from "../choreo-objects.ts";
import { green, type Link, red, type UseSubject } from "../link.ts";
import { deployedCopies } from "./deployed.ts";

/**
 * The gateway sends a production key to the production endpoint and a sandbox key to the sandbox endpoint; without that one it refuses
 * the token (900901, AuthFilter.java of Choreo Connect's enforcer).
 */
export const endpointLink: Link<UseSubject> = {
  id: "endpoint",
  title: "The API has an endpoint for the key's type",
  needs: ["api"],
  async check({ api: { api }, client: { connection } }, { publisher }) {
    const { keyType } = connection.application;
    const deployed = await deployedCopies(api, publisher);
    const working = await publisher.get<PublisherApi>(`/apis/${api.choreo.apiId}`);
    const copies = deployed.length > 0 ? deployed : [{ where: "working copy", copy: working }];
    const lacking = (type: typeof keyType) =>
      copies.filter(({ copy }) => copy && !keyTypesOf(copy).includes(type)).map(({ where }) => where);
    const without = lacking(keyType);
    const other = keyType === "PRODUCTION" ? "SANDBOX" : "PRODUCTION";
    if (without.length)
      return red(
        `${without.join(", ")}: it has none for a ${keyType} key (900901).`,
        // The client's own setting wins over the stack's.
        lacking(other).length === 0
          ? `Give the API one in Choreo and deploy it, or set keyType: ${other} in the client's settings.`
          : "Give the API one in Choreo and deploy it.",
      );
    return green(keyType);
  },
};
