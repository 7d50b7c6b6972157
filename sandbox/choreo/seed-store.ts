import { entra, choreo as seed } from "../seed.ts";
import { addKeyManager, type KeyManagerBody } from "./admin/key-managers.ts";
import { PERSON } from "./auth/authenticate.ts";
import { createApi } from "./create-api.ts";
import type { Emulation } from "./emulation.ts";

/** Puts the organisation of the guide into an empty store: identity providers, and two APIs in state CREATED without scopes. */
export function seedStore(emulation: Emulation): void {
  seedKeyManagers(emulation);
  const crud = (name: string) => [
    `GET /${name}`,
    `POST /${name}`,
    `GET /${name}/{id}`,
    `DELETE /${name}/{id}`,
  ];
  for (const api of Object.values(seed.apis)) {
    createApi(emulation, {
      ...api,
      description: `The ${api.name} of the library`,
      operations: crud(api.name),
      provider: PERSON,
      deploy: true,
    });
  }
}

function seedKeyManagers(emulation: Emulation): void {
  const { v1, v2, disabled } = seed.identityProviders;
  const authority = `${emulation.entraUrl}/${entra.tenantId}`;
  addResidentKeyManager(emulation);
  addKeyManager(
    emulation,
    azure(emulation, v2.name, {
      wellKnownEndpoint: `${authority}/v2.0/.well-known/openid-configuration`,
      issuer: `${authority}/v2.0`,
      jwks: `${authority}/discovery/v2.0/keys`,
      oauth2: `${authority}/oauth2/v2.0`,
      consumerKeyClaim: "azp",
    }),
    v2.id,
  );
  addKeyManager(
    emulation,
    azure(emulation, v1.name, {
      wellKnownEndpoint: `${authority}/.well-known/openid-configuration`,
      issuer: `${authority}/`,
      jwks: `${authority}/discovery/keys`,
      oauth2: `${authority}/oauth2`,
      consumerKeyClaim: "appid",
    }),
    v1.id,
  );
  const old = "https://login.old.example";
  addKeyManager(
    emulation,
    {
      ...azure(emulation, disabled.name, {
        wellKnownEndpoint: `${old}/.well-known/openid-configuration`,
        issuer: `${old}/`,
        jwks: `${old}/keys`,
        oauth2: old,
        consumerKeyClaim: "appid",
      }),
      enabled: false,
    },
    disabled.id,
  );
}

/** Entra as Choreo sees it (type EXTERNAL), or as API Manager's Azure AD connector does. */
function azure(
  { flavour }: Emulation,
  name: string,
  at: { wellKnownEndpoint: string; issuer: string; jwks: string; oauth2: string; consumerKeyClaim: string },
): KeyManagerBody {
  return {
    name,
    displayName: name,
    type: "AzureAD",
    description: "Microsoft Entra ID",
    wellKnownEndpoint: at.wellKnownEndpoint,
    issuer: at.issuer,
    certificates: { type: "JWKS", value: at.jwks },
    authorizeEndpoint: `${at.oauth2}/authorize`,
    tokenEndpoint: `${at.oauth2}/token`,
    consumerKeyClaim: at.consumerKeyClaim,
    scopesClaim: "scp",
    tokenType: flavour === "choreo" ? "EXTERNAL" : "DIRECT",
    enabled: true,
    additionalProperties: {},
  };
}

/** The control plane's own token service. */
function addResidentKeyManager(emulation: Emulation): void {
  const url = emulation.url();
  const id = "d1000000-0000-4000-8000-000000000000";
  const keyManager = addKeyManager(
    emulation,
    {
      name: "Resident Key Manager",
      displayName: "Resident Key Manager",
      type: "default",
      description: "This is Resident Key Manager",
      issuer: `${url}/oauth2/token`,
      certificates: { type: "JWKS", value: `${url}/oauth2/jwks` },
      authorizeEndpoint: `${url}/oauth2/authorize`,
      tokenEndpoint: `${url}/oauth2/token`,
      revokeEndpoint: `${url}/oauth2/revoke`,
      tokenType: "DIRECT",
      enabled: true,
      additionalProperties: {},
    },
    id,
  );
  keyManager.resident = true;
}
