import type { Places } from "./places.ts";
import { isKnown, type Resource, types } from "./resources.ts";

/** What joins people, clients and APIs, each with the keys of what it joins. */
export interface Links {
  assignments: { api: string; resource: Resource }[];
  preAuthorizations: { api: string; client: string; resource: Resource }[];
  grants: { api: string; client: string; resource: Resource }[];
  subscriptions: { api: string; client: string }[];
  /** Names of those that join something unknown. */
  unplaced: string[];
}

/**
 * A subscription counts with a key of the same application, if that is the client's own id.
 *
 * @param applicationOf the client whose application another one has a key of, where it has none of its own: asked where the ids are not known yet
 */
export function linksOf(
  resources: readonly Resource[],
  places: Places,
  applicationOf: (client: string) => string | undefined,
): Links {
  const links: Links = {
    assignments: [],
    preAuthorizations: [],
    grants: [],
    subscriptions: [],
    unplaced: [],
  };
  const keys = resources
    .filter(({ type }) => type === types.idpKey)
    .flatMap((key) => {
      const client = places.referred("client", key.properties.consumerKey, key);
      return client === undefined ? [] : [{ client, applicationId: key.properties.applicationId }];
    });
  for (const resource of resources) {
    const { type, properties } = resource;
    const api = (id: unknown) => places.referred("api", id, resource);
    const client = (id: unknown) => places.referred("client", id, resource);
    const both = (apiKey: string | undefined, clientKey: string | undefined) => {
      if (apiKey !== undefined && clientKey !== undefined)
        return [{ api: apiKey, client: clientKey, resource }];
      links.unplaced.push(resource.name);
      return [];
    };
    switch (type) {
      case types.assignment: {
        const key = api(properties.resourceObjectId);
        if (key === undefined) links.unplaced.push(resource.name);
        else links.assignments.push({ api: key, resource });
        break;
      }
      case types.preAuthorized:
        links.preAuthorizations.push(
          ...both(api(properties.applicationId), client(properties.authorizedClientId)),
        );
        break;
      case types.grant:
        links.grants.push(
          ...both(
            api(properties.resourceServicePrincipalObjectId),
            client(properties.servicePrincipalObjectId),
          ),
        );
        break;
      case types.subscription:
        links.subscriptions.push(
          ...both(api(properties.apiId), client(undefined)).flatMap((each) => {
            const its = keys.filter((key) =>
              // The legend of a run that was cut off tells of the one before it.
              isKnown(key.applicationId) && isKnown(properties.applicationId)
                ? key.applicationId === properties.applicationId
                : key.client === each.client || applicationOf(key.client) === each.client,
            );
            return [...new Set(its.map((key) => key.client))].map((key) => ({ ...each, client: key }));
          }),
        );
        break;
    }
  }
  return links;
}
