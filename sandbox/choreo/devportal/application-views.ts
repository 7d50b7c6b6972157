import type { Emulation } from "../emulation.ts";
import type { StoredApplication } from "../store/model.ts";
import { showScopeInfos } from "./apis.ts";

/** An application in a list. */
export function showApplicationInfo({ store }: Emulation, application: StoredApplication): object {
  return {
    applicationId: application.id,
    name: application.name,
    throttlingPolicy: application.throttlingPolicy,
    description: application.description,
    status: application.status,
    groups: application.groups,
    subscriptionCount: store.subscriptionsOf({ applicationId: application.id }).length,
    attributes: application.attributes,
    owner: application.owner,
    createdTime: String(Date.parse(application.createdTime)),
    updatedTime: String(Date.parse(application.updatedTime)),
  };
}

/** With the scopes of the APIs it is subscribed to, by their full keys. */
export function showApplication(emulation: Emulation, application: StoredApplication): object {
  const { store, flavour } = emulation;
  const scopes = store
    .subscriptionsOf({ applicationId: application.id })
    .flatMap(({ apiId }) => store.apis.get(apiId)?.content ?? [])
    .flatMap(showScopeInfos);
  return {
    ...showApplicationInfo(emulation, application),
    tokenType: "JWT",
    keys: [],
    subscriptionScopes: scopes,
    hashEnabled: null,
    ...(flavour === "apim" ? { visibility: application.visibility } : {}),
  };
}
