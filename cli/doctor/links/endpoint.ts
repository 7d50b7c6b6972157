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
    const without = copies
      .filter(({ copy }) => copy && !keyTypesOf(copy).includes(keyType))
      .map(({ where }) => where);
    if (without.length)
      return red(
        `${without.join(", ")}: it has none for a ${keyType} key (900901).`,
        "Give the API one in Choreo and deploy it, or set keyType in the stack's settings (choreo-azuread:keyType, else choreo.keyType) to the other type.",
      );
    return green(keyType);
  },
};
