import type { PolicyResource } from "@pulumi/policy";
import { scopesIn, types } from "./resourceTypes.ts";

/** The two sides of one API: the program gives them the same name, the settings' key. */
export interface ApiPair {
  permissions: PolicyResource;
  /** Undefined where no web API of that name exists. */
  application: PolicyResource | undefined;
}

export function apiPairs(resources: readonly PolicyResource[]): ApiPair[] {
  const webApis = resources.filter(
    ({ type, props }) => type === types.application && scopesIn(props).length > 0,
  );
  return resources
    .filter(({ type }) => type === types.apiPermissions)
    .map((permissions) => ({
      permissions,
      application: webApis.find(({ name }) => name === permissions.name),
    }));
}
