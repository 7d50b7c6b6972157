import { unready, warnOfWaiting } from "../api/deploymentStatus.ts";
import { readApi } from "../api/rest.ts";
import { cancelDeployment, listRevisions } from "../api/revisions.ts";
import type { ApiObject, Deployment, Revision } from "../api/types.ts";
import { ChoreoError, unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { once } from "../lookups/memo.ts";
import { placesOf } from "./environments.ts";
import { type Register, readRegister } from "./register.ts";
import {
  deploy,
  deployedRevisions,
  describeRevision,
  isByStack,
  makeRevision,
  removeIdleRevisions,
  undeploy,
} from "./revisions.ts";
import { dependsOnContent, type Observed, type Scope, type Step, steps } from "./steps.ts";
import { type Edit, editApi, untilSettled } from "./workingCopy.ts";

/** Rounds of looking and doing before giving up; each takes the time that writes of others need to arrive. */
const ATTEMPTS = 12;

/** Description of the revision that stands in for one that somebody deleted while stacks used the API. */
const RESTORED = "As it was before Pulumi";

/** What one resource of a stack wants of an API. */
export interface Wish {
  by: string;
  /** Brings working copy and register to where they shall be. */
  edit: Edit;
  /** Look again after a write whether it stands. Default: where others are at the API too. */
  verify?: boolean;
  /** Sees what the server made of a write. */
  onWritten?(api: ApiObject): void;
  /** The environments that are looked after; none where it is left out. */
  gateways?: Gateways;
  /** The API as it was moments ago, which saves a call. */
  known?: ApiObject | undefined;
}

export interface Gateways extends Scope {
  /** Look what runs there even where nobody else is at the API. */
  look: boolean;
  /** The register by which it is decided what has to run there. Default: the API's own. */
  as?(register: Register): Register;
  /** The working copy is as it was before the first stack, so a revision of it can stand in for one that is gone. */
  isClean?: boolean;
}

export interface Outcome {
  api: ApiObject;
  /** Of the last look, if there was one. */
  revisions?: Revision[] | undefined;
  /** Whether anything was done at the gateways since then. */
  touched: boolean;
  /** The revision that was made last, and its deployments. */
  made?: { revision: Revision; deployments: Deployment[] };
  /** An environment cannot have back what it had, unless the working copy {@link Gateways.isClean}. */
  isLost: boolean;
}

/**
 * Makes it so: reads the API, edits it, compares what runs at the gateways with what has to, does the rest, and looks again as long as
 * others are at work there too. Everything is decided anew in each round, by what the API itself says.
 *
 * @throws ChoreoError where others overwrite it each time
 */
export async function reconcile(control: ControlPlane, apiId: string, wish: Wish): Promise<Outcome> {
  const { edit, gateways } = wish;
  let { known } = wish;
  let fresh = gateways?.fresh;
  let made: Outcome["made"];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const isSo = known !== undefined && (await edit(known)) === undefined;
    const { api, wrote } = isSo
      ? { api: known as ApiObject, wrote: false }
      : await editApi(control, apiId, edit);
    known = undefined;
    if (wrote) wish.onWritten?.(api);
    const isShared = readRegister(api).claims.length > 1;
    if (wrote && (wish.verify ?? isShared)) {
      await untilSettled(control, apiId, attempt);
      continue;
    }
    const none: Outcome = {
      api,
      revisions: undefined,
      touched: false,
      isLost: false,
      ...(made ? { made } : {}),
    };
    if (!gateways) return none;

    const scope = { ...gateways, fresh };
    const isBlind = attempt === 1 && !gateways.look && !isShared;
    const register = (gateways.as ?? ((all: Register) => all))(readRegister(api));
    const observed = isBlind
      ? { api, revisions: [], contents: new Map() }
      : await observe(control, api, register, scope);
    const todo = steps(register, observed, scope);
    const doable = todo.filter((step) => step.do !== "rebuild" || gateways.isClean);
    const outcome = {
      ...none,
      revisions: isBlind ? undefined : observed.revisions,
      touched: doable.length > 0,
      isLost: doable.length < todo.length,
    };
    try {
      for (const step of doable) made = (await take(control, wish.by, register, observed, step)) ?? made;
    } catch (error) {
      // Rotated away before it was deployed, by somebody who needed the place: once more, from what there is now.
      if (!(error instanceof ChoreoError) || error.code !== 900347 || attempt === ATTEMPTS) throw error;
      continue;
    }
    fresh = undefined;
    if (doable.length === 0 || !isShared) return { ...outcome, ...(made ? { made } : {}) };
  }
  throw new ChoreoError({
    what: `Change the API ${apiId}`,
    words: "others overwrite the change each time",
    hint: "Somebody else keeps changing this API. Run again when they have finished.",
  });
}

async function observe(
  control: ControlPlane,
  api: ApiObject,
  register: Register,
  { only, fresh }: Scope,
): Promise<Observed> {
  const revisions = await listRevisions(control.client(), api.id);
  const contents = new Map<string, ApiObject>();
  for (const { id, deploymentInfo } of revisions.filter(isByStack)) {
    const isCompared = ({ name }: Deployment): boolean =>
      only(name) && !fresh?.includes(name) && dependsOnContent(name, register, revisions);
    const content = deploymentInfo?.some(isCompared) ? await contentOf(control, id) : undefined;
    if (content) contents.set(id, content);
  }
  return { api, revisions, contents };
}

/** What a revision holds, which never changes; undefined when it is gone. */
export function contentOf(control: ControlPlane, revisionId: string): Promise<ApiObject | undefined> {
  return unlessGone(once(control, `revision:${revisionId}`, () => readApi(control.client(), revisionId)));
}

async function take(
  control: ControlPlane,
  by: string,
  { baseline }: Register,
  { api, revisions }: Observed,
  step: Step,
): Promise<Outcome["made"]> {
  const client = control.client();
  const before = baseline?.deployments ?? [];
  const make = (description: string) =>
    makeRevision(
      client,
      api.id,
      description,
      before.map(({ revisionUuid }) => revisionUuid ?? ""),
    );
  switch (step.do) {
    case "cancel":
      await cancelDeployment(client, api.id, step.revisionId, step.environment);
      return undefined;
    case "undeploy":
      await undeploy(client, api.id, step.revisionId, step.place);
      return undefined;
    case "restore":
      warnOfWaiting(api.id, unready(await deploy(client, api.id, step.revisionId, step.places)));
      return undefined;
    case "rebuild": {
      // Of a run that was cut short.
      await removeIdleRevisions(
        client,
        api.id,
        revisions.filter(({ description }) => description === RESTORED),
      );
      const revision = await make(RESTORED);
      warnOfWaiting(api.id, unready(await deploy(client, api.id, revision.id, step.places)));
      return undefined;
    }
    case "deploy": {
      const running = [...deployedRevisions(revisions).values()].map(({ deployment }) => deployment);
      const places = await placesOf(control, step.environments, [...before, ...running]);
      const revision = await make(describeRevision(by));
      const deployments = await deploy(client, api.id, revision.id, places);
      return { revision, deployments: deployments.filter(({ name }) => step.environments.includes(name)) };
    }
  }
}
