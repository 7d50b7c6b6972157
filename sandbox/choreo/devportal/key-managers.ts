import type { Emulation } from "../emulation.ts";
import type { StoredKeyManager } from "../store/model.ts";

/** What an application's owner sees of an identity provider; only Choreo's branch shows the authorize endpoint. */
export function showKeyManagerInfo({ flavour }: Emulation, keyManager: StoredKeyManager): object {
  const { id, name, type, enabled, tokenType, rest } = keyManager;
  const isResident = keyManager.resident;
  return {
    id,
    name,
    type,
    displayName: rest.displayName ?? name,
    description: rest.description ?? "",
    enabled,
    availableGrantTypes: rest.availableGrantTypes ?? [],
    tokenEndpoint: keyManager.tokenEndpoint,
    revokeEndpoint: keyManager.revokeEndpoint,
    userInfoEndpoint: rest.userInfoEndpoint ?? null,
    enableTokenGeneration: isResident,
    enableTokenEncryption: false,
    enableTokenHashing: false,
    enableOAuthAppCreation: isResident,
    enableMapOAuthConsumerApps: true,
    applicationConfiguration: [],
    alias: null,
    additionalProperties: rest.additionalProperties ?? {},
    tokenType,
    ...(flavour === "choreo" ? { authorizeEndpoint: keyManager.authorizeEndpoint } : {}),
  };
}
