import type { StateResource } from "../../sandbox/engine/index.ts";

/** What a resource of ours may take in the state, in bytes, without what its program says of an API's operations. */
export const STATE_LIMIT = 4096;

/** Bytes in the state by type of ours. */
export function sizesOf(resources: StateResource[] = []): Map<string, number> {
  return new Map(
    resources
      .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/choreo:"))
      .map((resource) => [resource.type.replace(/.*:/, ""), Buffer.byteLength(JSON.stringify(resource))]),
  );
}
