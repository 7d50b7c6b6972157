import { randomUUID } from "node:crypto";
import { read } from "../../../providers/choreo/IdentityProvider/operations.ts";
import { ChoreoError } from "../../../providers/choreo/reads.ts";
import { sameValue, type Values } from "../../../providers/choreo/resource/values.ts";
import { couldNotBeSeen, doesNotHold, holds } from "../answer.ts";
import { type Check, checks } from "../check.ts";
import { NOTE } from "../lab/mark.ts";

/** Identity providers and keys, with an application that is made for it. */
export const keyWritingChecks: Check[] = checks("choreo", "writing", [
  {
    id: "C29",
    assumes:
      "A client id can be mapped once for an identity provider; the second time is refused with 409 and 901409.",
    otherwise:
      "Where it can be mapped again, `up` makes the key and no error names another application that has it; which one the gateway takes is not known: keep a client for each stack. With another code the service's words are shown.",
    async look(choreo, lab) {
      const provider = (await choreo.identityProvider())?.name;
      if (!provider)
        return couldNotBeSeen`There is no external identity provider, or several: name one with --identity-provider.`;
      const consumerKey = randomUUID();
      const first = await lab.mapKey({ keyManager: provider, consumerKey, keyType: "PRODUCTION" });
      if (!first.ok)
        return couldNotBeSeen`The first mapping is refused: ${first.status ?? 0}, code ${first.code ?? 0}.`;
      const second = await lab.mapKey({ keyManager: provider, consumerKey, keyType: "SANDBOX" });
      if (second.ok) return doesNotHold`It was taken twice.`;
      return second.status === 409 && second.code === 901409
        ? holds`It is.`
        : doesNotHold`It is refused: ${second.status ?? 0}, code ${second.code ?? 0}.`;
    },
  },
  {
    id: "C30",
    assumes: "A key can be mapped whose identity provider the developer portal does not offer.",
    flavour: "choreo",
    otherwise:
      "`up` stops at the key with the service's words: an administrator lets the provider into the portal first. The preview warns of it beforehand.",
    async look(choreo, lab) {
      const provider = await choreo.identityProvider();
      if (!provider)
        return couldNotBeSeen`There is no external identity provider, or several: name one with --identity-provider.`;
      const portal = { PRODUCTION: "prod", SANDBOX: "sandbox" } as const;
      for (const keyType of ["PRODUCTION", "SANDBOX"] as const) {
        const offered = await choreo.ask<{ list?: { id: string }[] }>({
          api: "devportal",
          path: "/key-managers",
          query: { devPortalAppEnv: portal[keyType] },
        });
        if (!offered.ok || (offered.body.list ?? []).some(({ id }) => id === provider.id)) continue;
        await lab.withoutKeys();
        const mapped = await lab.mapKey({ keyManager: provider.name, consumerKey: randomUUID(), keyType });
        return mapped.ok
          ? holds`The key was made; whether the gateway takes its tokens shows at a call.`
          : doesNotHold`It is refused: ${mapped.status ?? 0}, code ${mapped.code ?? 0}.`;
      }
      return couldNotBeSeen`The portal offers it for both types of keys.`;
    },
  },
  {
    id: "C31",
    assumes:
      "The Admin API makes an identity provider from what the program sends, and keeps all of it; on API Manager the Azure AD connector takes one without a client of its own (`DIRECT`).",
    otherwise:
      "`up` stops at `IdentityProvider` with the service's words (901401 names what is missing): make it in the Console and name it in `choreo.identityProvider`.",
    async look({ control }, lab) {
      const inputs = madeUpProvider(lab.name);
      try {
        const { id, outs } = await lab.identityProvider(inputs);
        const { props } = await read(control, id, outs);
        const lost = Object.entries(inputs).filter(
          ([field, value]) => !sameValue(props?.[field], value),
        ).length;
        return lost === 0 ? holds`It does.` : doesNotHold`${lost} of its fields came back otherwise.`;
      } catch (error) {
        if (!(error instanceof ChoreoError && error.status)) throw error;
        const { status, code } = error;
        if ([401, 403, 404].includes(status))
          return couldNotBeSeen`The Admin API answers ${status}: it takes apim:admin.`;
        return doesNotHold`It is refused: ${status}, code ${code ?? 0}.`;
      }
    },
  },
]);

/** Of a tenant that nobody has: no token can be of it. */
function madeUpProvider(name: string): Values {
  const login = `https://login.microsoftonline.com/${randomUUID()}`;
  return {
    name,
    description: NOTE,
    wellKnownEndpoint: `${login}/v2.0/.well-known/openid-configuration`,
    issuer: `${login}/v2.0`,
    jwks: `${login}/discovery/v2.0/keys`,
    tokenEndpoint: `${login}/oauth2/v2.0/token`,
    authorizeEndpoint: `${login}/oauth2/v2.0/authorize`,
    consumerKeyClaim: "azp",
    scopesClaim: "scp",
  };
}
