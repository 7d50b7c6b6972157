import type { Emulation } from "../emulation.ts";
import { refusal } from "../rules/refusal.ts";
import type { StoredApi } from "../store/model.ts";

/** `versionRange` of Choreo's branch: `v1` for an API whose version is `v1…` (APIConsumerImpl.java of 9.22.x). */
export function checkVersionRange(
  { store }: Emulation,
  range: string,
  api: StoredApi,
  applicationId: string,
): void {
  if (!/^v\d+$/.test(range)) throw refusal.versionRangeInvalid(range);
  const major = /^v(\d+)/.exec(api.content.version)?.[1];
  if (range !== `v${major}`) throw refusal.versionRangeMismatch(range, api.content.version);
  const duplicate = store
    .subscriptionsOf({ applicationId })
    .some(
      (other) =>
        other.versionRange === range && store.apis.get(other.apiId)?.content.name === api.content.name,
    );
  if (duplicate) throw refusal.versionRangeDuplicate(range);
}
