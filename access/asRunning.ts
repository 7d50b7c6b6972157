import type { ApiAccess, Running } from "./types.ts";

/** The API with what runs at gateways in place of what is saved in Choreo. */
export function asRunning(api: ApiAccess, { operations, keyTypes }: Running): ApiAccess {
  const { keyTypes: _, ...rest } = api;
  return { ...rest, operations, ...(keyTypes ? { keyTypes } : {}) };
}
