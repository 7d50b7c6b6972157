import { beforeEach } from "@jest/globals";
import * as IdentityProvider from "../../providers/choreo/IdentityProvider/handlers.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import { sharedByTests } from "../lifetimes.ts";
import { configFor, make, startEmulator } from "./harness.ts";

const login = "https://login.example/tenant";
/** Of an identity provider as a stack makes it. */
export const inputs = {
  name: "Entra",
  wellKnownEndpoint: `${login}/v2.0/.well-known/openid-configuration`,
  issuer: `${login}/v2.0`,
  jwks: `${login}/discovery/v2.0/keys`,
  tokenEndpoint: `${login}/oauth2/v2.0/token`,
  authorizeEndpoint: `${login}/oauth2/v2.0/authorize`,
  consumerKeyClaim: "azp",
  claimant: "shop/dev/identity-provider",
};

/** A control plane as it begins before each test, where a stack makes its identity provider and somebody may have one by hand. */
export function useIdentityProviders(flavour: "choreo" | "apim") {
  const emulator = sharedByTests(() => startEmulator({ flavour }));
  let config: ProviderConfig;
  let run = 0;
  beforeEach(async () => {
    await fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" });
    const credentials = flavour === "choreo" ? undefined : { token: await emulator.mintToken() };
    config = configFor(emulator, { run: ++run, identityProvider: { name: "Entra" } }, credentials);
  });

  const admin = async (method: string, path: string, body?: object) => {
    const organization = flavour === "choreo" ? "?organizationId=0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04" : "";
    const answer = await fetch(emulator.urls.admin + path + organization, {
      method,
      headers: { authorization: `Bearer ${await emulator.mintToken()}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json().catch(() => undefined)) as Record<string, unknown>;
  };
  /** Somebody's own provider of that name. */
  const byHand = () =>
    admin("POST", "/key-managers", {
      ...{ name: "Entra", type: "AzureAD", description: "By hand" },
      tokenType: flavour === "choreo" ? "EXTERNAL" : "DIRECT",
      ...{ issuer: "https://old.example", certificates: { type: "JWKS", value: inputs.jwks } },
      ...{ tokenEndpoint: inputs.tokenEndpoint, authorizeEndpoint: inputs.authorizeEndpoint },
      ...{ consumerKeyClaim: "azp", scopesClaim: "scp" },
    });
  const made = (changes: object = {}) => make(IdentityProvider, config, { ...inputs, ...changes });
  return {
    emulator,
    admin,
    byHand,
    made,
    /** Of this test's run. */
    get config() {
      return config;
    },
  };
}
