import { type AccessModel, accessOf } from "../../../access/index.ts";
import type { PermissionGrant } from "../../doctor/graph-objects.ts";
import type { Pairs } from "../pair/index.ts";
import type { Details } from "../read/details.ts";
import { apiResources } from "./apis.ts";
import { clientResources } from "./clients.ts";
import { legendOf } from "./legend.ts";

/**
 * Who may do what, of all that is paired: the same model as a stack's, by the same function. Its operations are those of the gateway, not
 * of the working copy.
 *
 * Ids are the survey's own: one registration may stand for several APIs, and the model tells them apart by id.
 */
export function accessOfPairs(
  pairs: Pairs,
  details: Details,
  grants: readonly PermissionGrant[],
  environment: string,
): AccessModel {
  const resources = [
    ...[...pairs.apis].flatMap(([key, api]) => apiResources(key, api, pairs, details)),
    ...[...pairs.clients].flatMap(([key, client]) => clientResources(key, client, pairs, details, grants)),
  ];
  return accessOf(resources, legendOf(pairs, details, environment));
}
