import { randomUUID } from "node:crypto";
import { environmentsOf } from "../../../providers/choreo/api/environments.ts";
import { readApi, writeApi } from "../../../providers/choreo/api/rest.ts";
import { deploymentsOf, listRevisions } from "../../../providers/choreo/api/revisions.ts";
import { LONGEST_EDIT_MS } from "../../../providers/choreo/api/workingCopy.ts";
import { create, read } from "../../../providers/choreo/IdentityProvider/operations.ts";
import { ChoreoError } from "../../../providers/choreo/index.ts";
import { invokeUrls } from "../../../providers/choreo/lookups/getApi.ts";
import { sameValue, type Values } from "../../../providers/choreo/resource/values.ts";
import { couldNotBeSeen, doesNotHold, holds } from "../answer.ts";
import { type Check, checks } from "../check.ts";
import { OPERATION } from "../lab/choreo.ts";
import { NOTE } from "../lab/mark.ts";

/** Seconds that a gateway is given to hear of a deployment, as `npm run invoke` gives it. */
export const GATEWAY_S = 60;
/** Revisions that API Manager keeps of an API by default. */
const MAX_REVISIONS = 5;
const SCOPE = "probe_read";

/** APIs, at one that is made for it. */
export const apiWritingChecks: Check[] = checks("choreo", "writing", [
  {
    id: "C22",
    assumes: "A PUT of an API keeps the custom properties that it brings.",
    otherwise: "One stack can use an API at a time; `up` warns of it and works without a register.",
    async look({ control }, lab) {
      const { id } = await lab.api();
      const property = { name: "pulumi_probe_0", value: "kept", display: false };
      const before = await readApi(control.client(), id);
      const { additionalProperties, additionalPropertiesMap } = before;
      await writeApi(control.client(), {
        ...before,
        additionalProperties: [...(additionalProperties ?? []), property],
        ...(additionalPropertiesMap
          ? { additionalPropertiesMap: { ...additionalPropertiesMap, [property.name]: property } }
          : {}),
      });
      const found = (await readApi(control.client(), id)).additionalProperties ?? [];
      return found.some(({ name, value }) => name === property.name && value === property.value)
        ? holds`It does.`
        : doesNotHold`It was gone when the API was read again.`;
    },
  },
  {
    id: "C23",
    assumes: "A PUT of an API keeps scopes, and that operations ask for them.",
    otherwise:
      "`up` stops after that PUT and names what the server left out. There is no other way to write permissions; `permissionsFrom: choreo` leaves them to Choreo.",
    async look({ control }, lab) {
      const { id } = await lab.api();
      const before = await readApi(control.client(), id);
      const texts = { displayName: SCOPE, description: "", bindings: [] };
      await writeApi(control.client(), {
        ...before,
        scopes: [{ scope: { name: SCOPE, ...texts }, shared: false }],
        operations: (before.operations ?? []).map((operation) => ({ ...operation, scopes: [SCOPE] })),
      });
      const { scopes, operations } = await readApi(control.client(), id);
      const isThere = (name: string) => name.endsWith(SCOPE);
      const attached = (operations ?? []).some((operation) => (operation.scopes ?? []).some(isThere));
      if ((scopes ?? []).some(({ scope }) => isThere(scope.name)) && attached) return holds`It does.`;
      return attached ? doesNotHold`The scope was gone.` : doesNotHold`No operation asked for it.`;
    },
  },
  {
    id: "C24",
    assumes: `Reading and writing an API takes less than ${LONGEST_EDIT_MS / 1000} seconds together; how long stacks wait for each other's writes is measured by that.`,
    otherwise:
      "Stacks that change one API in the same moment may overwrite each other; the next `up --refresh` puts it right. Deploy them one after the other.",
    async look({ control, clock }, lab) {
      const { id } = await lab.api();
      const start = clock.now();
      await writeApi(control.client(), await readApi(control.client(), id));
      const took = clock.now() - start;
      return took < LONGEST_EDIT_MS ? holds`${rounded(took)} s.` : doesNotHold`${rounded(took)} s.`;
    },
  },
  {
    id: "C25",
    assumes: "A revision of an API can be made and deployed by itself, without a build of a component.",
    otherwise:
      "`up` stops at `ApiDeployment` with the service's words; *Deploy* in the Console brings the permissions to the gateway, and the next `up` goes on.",
    async look({ control }, lab) {
      const [{ id }, { revision }, place] = [await lab.api(), await lab.deployed(), await lab.environment()];
      const there = deploymentsOf(await listRevisions(control.client(), id), revision.id);
      return there.some(({ name }) => name === place.name)
        ? holds`It is listed as deployed.`
        : doesNotHold`It is not listed as deployed.`;
    },
  },
  {
    id: "C26",
    assumes: `The gateway has a new deployment within ${GATEWAY_S} seconds.`,
    otherwise:
      "Calls are 404, or have the permissions of before, until then: `npm run invoke -- --patience 600`. `up` does not wait for gateways.",
    async look(choreo, lab) {
      const [api, place] = [await lab.api(), await lab.environment()];
      await lab.deployed();
      const url = invokeUrls(api, await environmentsOf(choreo.control))[place.name];
      if (!url) return couldNotBeSeen`The environment names no host.`;
      const { clock } = choreo;
      const start = clock.now();
      for (;;) {
        const status = await statusOf(url + OPERATION.target);
        const waited = (clock.now() - start) / 1000;
        if (status === undefined) return couldNotBeSeen`The gateway cannot be reached from here.`;
        if (status === 401 || status === 403) return holds`After ${Math.ceil(waited)} s.`;
        if (status !== 404) return couldNotBeSeen`The gateway answers ${status} to a call without a token.`;
        if (waited >= GATEWAY_S) return doesNotHold`Not within ${Math.ceil(waited)} s.`;
        await clock.pause(2000);
      }
    },
  },
  {
    id: "C27",
    assumes:
      "A deployment to an environment where another one waits for approval is taken, and waits beside it.",
    flavour: "apim",
    otherwise: "`up` stops with the service's words (902005: run again when the other one is decided).",
    async look({ control }, lab) {
      const [{ id }, first, place] = [await lab.api(), await lab.deployed(), await lab.environment()];
      if (!first.deployments.some(({ status }) => status === "CREATED"))
        return couldNotBeSeen`Deployments need no approval here.`;
      const second = await lab.revision("Probe 2");
      const path = `/apis/${encodeURIComponent(id)}/deploy-revision`;
      const { name, vhost } = place;
      const answer = await lab.attempt({
        method: "POST",
        path,
        query: { revisionId: second.id },
        body: [{ name, ...(vhost ? { vhost } : {}), displayOnDevportal: true }],
      });
      if (!answer.ok) return doesNotHold`It is refused: ${answer.status ?? 0}, code ${answer.code ?? 0}.`;
      const revisions = await listRevisions(control.client(), id);
      const waiting = [first.revision.id, second.id].filter((one) =>
        deploymentsOf(revisions, one).some(({ status }) => status === "CREATED"),
      ).length;
      return waiting === 2 ? holds`Both wait.` : doesNotHold`${waiting} of 2 wait.`;
    },
  },
  {
    id: "C28",
    assumes: `An API has ${MAX_REVISIONS} revisions at most, and one more is refused with the code 900351.`,
    otherwise:
      "With a smaller limit the program makes room as before; with another code `up` stops at the deployment with the service's words, and a revision has to be deleted by hand.",
    async look({ control }, lab) {
      const { id } = await lab.api();
      const there = (await listRevisions(control.client(), id)).length;
      for (let number = there + 1; number <= MAX_REVISIONS; number++) {
        const made = await lab.attempt({
          method: "POST",
          path: `/apis/${encodeURIComponent(id)}/revisions`,
          body: { description: `Probe ${number}` },
        });
        if (!made.ok)
          return made.code === 900351
            ? doesNotHold`The limit is ${number - 1}.`
            : doesNotHold`The ${number}th is refused: ${made.status ?? 0}, code ${made.code ?? 0}.`;
      }
      const more = await lab.attempt({
        method: "POST",
        path: `/apis/${encodeURIComponent(id)}/revisions`,
        body: { description: "Probe" },
      });
      if (more.ok) return doesNotHold`A ${MAX_REVISIONS + 1}th one was made.`;
      return more.code === 900351
        ? holds`It is.`
        : doesNotHold`It is refused: ${more.status ?? 0}, code ${more.code ?? 0}.`;
    },
  },
]);

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
        const { id, outs } = await create(control, inputs);
        lab.madeKeyManager(id);
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

const rounded = (ms: number): number => Math.round(ms / 100) / 10;

/** Undefined where there is no answer. */
async function statusOf(url: string): Promise<number | undefined> {
  try {
    const { status } = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    return status;
  } catch {
    return undefined;
  }
}
