import { environmentsOf } from "../../../providers/choreo/api/environments.ts";
import { readApi, writeApi } from "../../../providers/choreo/api/rest.ts";
import { deploymentsOf, listRevisions } from "../../../providers/choreo/api/revisions.ts";
import { LONGEST_EDIT_MS } from "../../../providers/choreo/api/workingCopy.ts";
import { invokeUrls } from "../../../providers/choreo/lookups/getApi.ts";
import { couldNotBeSeen, doesNotHold, holds } from "../answer.ts";
import { type Check, checks } from "../check.ts";
import { OPERATION } from "../lab/choreo.ts";

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
