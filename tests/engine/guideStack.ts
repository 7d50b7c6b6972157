import { guideConfig } from "../settings/fixture.ts";

/** The guide's example as the configuration of a stack that talks to the sandbox. */
export function guideStack(changes: Parameters<typeof guideConfig>[0] = {}): Record<string, unknown> {
  const { choreo, apis, clients } = guideConfig(changes);
  return {
    "choreo-azuread:environment": "test",
    "choreo-azuread:choreo": choreo,
    "choreo-azuread:apis": apis,
    "choreo-azuread:clients": clients,
  };
}

/** A configuration as JSON would keep it: without what is undefined. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
