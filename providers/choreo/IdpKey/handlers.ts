import { type CheckResult, checkInputs, id, oneOf, text } from "../resource/check.ts";
import { compare, type DiffResult } from "../resource/diff.ts";
import type { Values } from "../resource/values.ts";
import { withOperations } from "../resource/withOperations.ts";

export function check(_config: unknown, _olds: Values, news: Values): CheckResult {
  return checkInputs(
    news,
    {},
    {
      applicationId: id,
      identityProvider: text(255),
      consumerKey: text(255),
      keyType: oneOf("PRODUCTION", "SANDBOX"),
    },
  );
}

/**
 * Choreo can change the client id of a key in place, but does so without looking whether it is taken, and leaves the old one at
 * the gateways. So every change makes a new key; the old one goes first, as both would claim the same place.
 */
export function diff(_config: unknown, _id: string, olds: Values, news: Values): DiffResult {
  return compare(olds, news, {
    replace: ["applicationId", "identityProvider", "consumerKey", "keyType"],
    deleteBeforeReplace: true,
  });
}

export const { create, read, update, remove } = withOperations(() => import("./operations.ts"));
