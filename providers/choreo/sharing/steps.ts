import { unready } from "../api/deploymentStatus.ts";
import type { ApiObject, Deployment, Revision } from "../api/types.ts";
import { attachments, missing } from "./expected.ts";
import { type Claim, type Register, readRegister } from "./register.ts";
import { deployedRevisions, isByStack } from "./revisions.ts";

/** What there is of an API at this moment. */
export interface Observed {
  /** The working copy, in which all claims stand. */
  api: ApiObject;
  revisions: Revision[];
  /** By id: what revisions of stacks hold, as far as it was asked for. */
  contents: ReadonlyMap<string, ApiObject>;
}

/** Which environments are to be looked after. */
export interface Scope {
  only(environment: string): boolean;
  /** Those that get a new revision whatever they have. */
  fresh?: readonly string[] | undefined;
}

export type Step =
  /** A deployment that waits for approval is taken back. */
  | { do: "cancel"; revisionId: string; environment: string }
  | { do: "undeploy"; revisionId: string; place: Deployment }
  /** A revision from before the first stack comes back. */
  | { do: "restore"; revisionId: string; places: Deployment[] }
  /** The same where that revision is gone: a new one of the working copy, which has to be as it was before. */
  | { do: "rebuild"; places: Deployment[] }
  /** A new revision of the working copy. */
  | { do: "deploy"; environments: string[] };

/**
 * From what a register wants of the gateways and what there is: what is to be done. Where somebody claims an environment, a revision
 * of a stack has to run that holds all claims on it and nothing that was only claimed earlier; where nobody does, what ran before the
 * first stack. An environment in which somebody else has deployed, and which nobody claims, is left alone.
 */
export function steps(register: Register, { api, revisions, contents }: Observed, scope: Scope): Step[] {
  const running = deployedRevisions(revisions);
  const found: Step[] = [];
  const due: string[] = [];
  const lost: Deployment[] = [];
  for (const environment of environmentsOf(register, revisions).filter(scope.only)) {
    if (scope.fresh?.includes(environment)) continue;
    const { revision, deployment } = running.get(environment) ?? {};
    const waiting = waitingIn(environment, revisions);
    const ours = revision && isByStack(revision) ? revision : undefined;
    const claims = claimsOn(environment, register, revisions);
    const fits = [...waiting, ...(ours ? [ours] : [])].some(({ id }) => isFit(contents.get(id), api, claims));
    if (claims.length > 0) {
      if (!fits) due.push(environment);
      continue;
    }
    for (const { id } of waiting) found.push({ do: "cancel", revisionId: id, environment });
    if (!ours || !deployment) continue;
    const before = register.baseline?.deployments.find(({ name }) => name === environment);
    if (register.baseline && !before) found.push({ do: "undeploy", revisionId: ours.id, place: deployment });
    else if (before && revisions.some(({ id }) => id === before.revisionUuid)) restore(found, before);
    // While others have claims in the working copy there is no way to make what was before.
    else if (register.claims.every(({ scopes }) => scopes.length === 0)) lost.push(before ?? deployment);
    else if (!fits) due.push(environment);
  }
  if (lost.length > 0) found.push({ do: "rebuild", places: lost });
  const environments = [...(scope.fresh ?? []), ...due];
  if (environments.length > 0) found.push({ do: "deploy", environments });
  return found;
}

/** All that go to one revision in one call. */
function restore(found: Step[], place: Deployment): void {
  const revisionId = place.revisionUuid as string;
  const same = found.find((step) => step.do === "restore" && step.revisionId === revisionId);
  if (same?.do === "restore") same.places.push(place);
  else found.push({ do: "restore", revisionId, places: [place] });
}

/** Where a claim has to be in force. One that does not say it holds wherever stacks have deployed, or the API was deployed before. */
function claimsOn(environment: string, register: Register, revisions: Revision[]): Claim[] {
  const isAnywhere =
    isHeld(environment, revisions) ||
    (register.baseline?.deployments ?? []).some(({ name }) => name === environment);
  return register.claims.filter(({ environments }) => environments?.includes(environment) ?? isAnywhere);
}

const isHeld = (environment: string, revisions: Revision[]): boolean =>
  heldEnvironments(revisions).includes(environment);

/** Where a stack's revision runs or waits. */
export function heldEnvironments(revisions: Revision[]): string[] {
  return revisions
    .filter(isByStack)
    .flatMap(({ deploymentInfo }) => (deploymentInfo ?? []).filter(({ status }) => status !== "REJECTED"))
    .map(({ name }) => name);
}

/** Whether {@link steps} has to know what the revision holds that runs there. */
export function dependsOnContent(environment: string, register: Register, revisions: Revision[]): boolean {
  if (claimsOn(environment, register, revisions).length > 0) return true;
  const before = register.baseline?.deployments.find(({ name }) => name === environment);
  return before !== undefined && !revisions.some(({ id }) => id === before.revisionUuid);
}

function environmentsOf({ baseline, claims }: Register, revisions: Revision[]): string[] {
  const named = claims.flatMap(({ environments }) => environments ?? []);
  const before = (baseline?.deployments ?? []).map(({ name }) => name);
  return [...new Set([...named, ...before, ...heldEnvironments(revisions)])];
}

function waitingIn(environment: string, revisions: Revision[]): Revision[] {
  const waits = ({ deploymentInfo }: Revision) => unready(deploymentInfo ?? []).waiting.includes(environment);
  return revisions.filter((revision) => isByStack(revision) && waits(revision));
}

/** Whether a revision does for an environment: what it lacks the working copy, in which all claims stand, lacks as well. */
function isFit(content: ApiObject | undefined, api: ApiObject, claims: Claim[]): boolean {
  if (!content || hasTooMuch(content, api)) return false;
  const impossible = missing(api, claims);
  return missing(content, claims).every((what) => impossible.includes(what));
}

/** What was claimed when the revision was made, and has gone since. What people changed without deploying it is theirs. */
function hasTooMuch(content: ApiObject, api: ApiObject): boolean {
  const { claims } = readRegister(content);
  const wanted = attachments(api);
  return [...attachments(content)].some(([operation, scopes]) =>
    scopes.some(
      (scope) =>
        wanted.has(operation) &&
        !wanted.get(operation)?.includes(scope) &&
        claims.some(({ operations }) => operations[operation]?.includes(scope)),
    ),
  );
}
