import { deployedRevisions, warnOfWaiting } from "../api/deploymentStatus.ts";
import { placesOf } from "../api/environments.ts";
import { readApi } from "../api/rest.ts";
import { cancelDeployment, deploy, listRevisions, removeRevision, undeploy } from "../api/revisions.ts";
import { describeRevision, heldPlaces, isByStack, makeRevision } from "../api/stackRevisions.ts";
import type { ApiObject, Deployment, Revision } from "../api/types.ts";
import { type Edit, editApi, recentApi, untilSettled } from "../api/workingCopy.ts";
import { ChoreoError, unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { once } from "../lookups/memo.ts";
import { type Register, readRegister, withClaim } from "./register.ts";
import { environmentsIn, type Gateways, type Observed, plan, type Step, wantedAt } from "./steps.ts";

/** Rounds of looking and doing before giving up; each takes the time that writes of others need to arrive. */
const ATTEMPTS = 12;

/** Description of the revision that stands in for one that somebody deleted while stacks used the API. */
const RESTORED = "As it was before Pulumi";

/** What one resource of a stack wants of an API. */
export interface Wish {
  by: string;
  /** Brings working copy and register to where they shall be. */
  edit: Edit;
  /** Sees what the server made of a write. */
  onWritten?(api: ApiObject): void;
  /** The environments that are looked after; none where it is left out, and then a write is looked at again whether it stands. */
  gateways?: Gateways & {
    /** What was deployed before the first stack, for an API that has no register. */
    before?: Deployment[] | undefined;
  };
}

export interface Outcome {
  api: ApiObject;
  /** The revision that was made last, and its deployments. */
  made?: Made | undefined;
  isLost: boolean;
}

export interface Made {
  revision: Revision;
  deployments: Deployment[];
}

/**
 * Makes it so: reads the API, edits it, compares what runs at the gateways with what has to, does the rest, and looks again as long as
 * others are at work there too. Everything is decided anew in each round, by what the API itself says.
 *
 * @throws ChoreoError where others overwrite it each time
 */
export async function reconcile(control: ControlPlane, apiId: string, wish: Wish): Promise<Outcome> {
  const { by, edit, gateways } = wish;
  let known = gateways && recentApi(control, apiId);
  let fresh = gateways?.fresh ?? [];
  let made: Made | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const isSo = known !== undefined && (await edit(known)) === undefined;
    const { api, wrote } = known && isSo ? { api: known, wrote: false } : await editApi(control, apiId, edit);
    known = undefined;
    if (wrote) wish.onWritten?.(api);
    const isShared = readRegister(api).claims.length > 1;
    if (wrote && (!gateways || (isShared && gateways.leaving === undefined))) {
      await untilSettled(control, apiId, attempt, isShared);
      continue;
    }
    if (!gateways) return { api, isLost: false };

    const scope = { ...gateways, fresh };
    const register = registerFor(api, gateways);
    // Nothing there matters to somebody who is alone and deploys anew wherever he is.
    const isBlind = attempt === 1 && !isShared && gateways.only?.every((name) => fresh.includes(name));
    const observed = await observe(control, api, isBlind ? undefined : register, scope);
    const { steps, isLost } = plan(register, observed, scope);
    try {
      for (const step of steps) made = (await take(control, by, register, observed, step)) ?? made;
    } catch (error) {
      // Rotated away before it was deployed, by somebody who needed the place: once more, from what there is now.
      if (!(error instanceof ChoreoError) || error.code !== 900347 || attempt === ATTEMPTS) throw error;
      continue;
    }
    fresh = [];
    if (!isShared || steps.every((step) => step.do === "remove")) return { api, made, isLost };
  }
  throw new ChoreoError({
    what: `Change the API ${apiId}`,
    words: "others overwrite the change each time",
    hint: "Somebody else keeps changing this API. Run again when they have finished.",
  });
}

/** By which it is decided what has to run: the API's own, as if who leaves had gone already. */
function registerFor(api: ApiObject, { leaving, before }: NonNullable<Wish["gateways"]>): Register {
  const { baseline = before && { lifecycle: "", deployments: before, kept: {} }, claims } = readRegister(api);
  const register = { baseline, claims };
  return leaving === undefined ? register : withClaim(register, leaving, undefined);
}

/** What a plan goes by. Revisions are read only where it compares what they hold. */
export async function observe(
  control: ControlPlane,
  api: ApiObject,
  register: Register | undefined,
  scope: Gateways,
): Promise<Observed> {
  const contents = new Map<string, ApiObject>();
  if (!register) return { api, revisions: [], contents };
  const revisions = await listRevisions(control.client(), api.id);
  const compared = environmentsIn(scope, register, revisions).filter(
    (name) => !scope.fresh?.includes(name) && Array.isArray(wantedAt(name, register, revisions)),
  );
  for (const one of revisions.filter(isByStack)) {
    if (!heldPlaces(one).some((name) => compared.includes(name))) continue;
    const content = await contentOf(control, one.id);
    if (content) contents.set(one.id, content);
  }
  return { api, revisions, contents };
}

/** What a revision holds, which never changes; undefined when it is gone. */
export function contentOf(control: ControlPlane, revisionId: string): Promise<ApiObject | undefined> {
  return unlessGone(once(control, `revision:${revisionId}`, () => readApi(control.client(), revisionId)));
}

/** @returns the revision with all claims that was made, if that was the step */
async function take(
  control: ControlPlane,
  by: string,
  { baseline }: Register,
  { api, revisions }: Observed,
  step: Step,
): Promise<Made | undefined> {
  const client = control.client();
  const before = baseline?.deployments ?? [];
  const running = [...deployedRevisions(revisions).values()].map(({ deployment }) => deployment);
  const places = (names: string[]) => placesOf(control, names, [...before, ...running]);
  if (step.do === "remove") await removeRevision(client, api.id, step.revisionId);
  if (step.do === "cancel") await cancelDeployment(client, api.id, step.revisionId, step.environment);
  if (step.do === "undeploy")
    await undeploy(client, api.id, step.revisionId, await places([step.environment]));
  if (step.do !== "deploy") return undefined;

  const { source, environments } = step;
  const to = await places(environments);
  const protectedIds = before.map(({ revisionUuid = "" }) => revisionUuid);
  const make = (description: string) => makeRevision(client, api.id, description, protectedIds);
  if (source === "claimed") {
    const revision = await make(describeRevision(by));
    const deployments = await deploy(client, api.id, revision.id, to);
    return { revision, deployments: deployments.filter(({ name }) => environments.includes(name)) };
  }
  if (source === "before") {
    // Of a run that was cut short.
    const left = revisions.filter((one) => one.description === RESTORED && heldPlaces(one).length === 0);
    for (const { id } of left) await removeRevision(client, api.id, id);
  }
  const { id } = source === "before" ? await make(RESTORED) : source;
  warnOfWaiting(api.id, await deploy(client, api.id, id, to));
  return undefined;
}
