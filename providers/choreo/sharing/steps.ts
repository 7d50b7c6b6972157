import { deployedRevisions, unready } from "../api/deploymentStatus.ts";
import { heldPlaces, isBy, isByStack } from "../api/stackRevisions.ts";
import type { ApiObject, Revision } from "../api/types.ts";
import { attachments, missing } from "./expected.ts";
import { type Claim, type Register, readRegister } from "./register.ts";

/** What there is of an API at this moment. */
export interface Observed {
  /** The working copy, in which all claims stand. */
  api: ApiObject;
  revisions: Revision[];
  /** By id: what revisions of stacks hold, as far as it was asked for. */
  contents: ReadonlyMap<string, ApiObject>;
}

/** Which environments are to be looked after, and how. */
export interface Gateways {
  /** Default: all. */
  only?: readonly string[] | undefined;
  /** Those that get a new revision whatever they have. */
  fresh?: readonly string[] | undefined;
  /** Who goes: revisions of his that run nowhere any more are deleted; where nobody stays, those of all stacks. */
  leaving?: string | undefined;
  /** The working copy is as it was before the first stack, so a revision of it can stand in for one that is gone. */
  isClean?: boolean | undefined;
}

/** What is deployed: a revision that is there, or a new one of the working copy, with all claims or as it was before the first stack. */
export type Source = Revision | "claimed" | "before";

export type Step =
  | { do: "deploy"; source: Source; environments: string[] }
  | { do: "undeploy"; revisionId: string; environment: string }
  /** A deployment that waits for approval is taken back. */
  | { do: "cancel"; revisionId: string; environment: string }
  | { do: "remove"; revisionId: string };

export interface Plan {
  steps: Step[];
  /** An environment cannot have back what it had, unless the working copy {@link Gateways.isClean}. */
  isLost: boolean;
}

/**
 * What has to run in an environment: where somebody claims it, a revision of a stack that holds all claims on it and nothing that was
 * only claimed earlier; where nobody does, what ran before the first stack.
 */
export function wantedAt(
  environment: string,
  register: Register,
  revisions: Revision[],
): Claim[] | Revision | "before" | "nothing" {
  const before = register.baseline?.deployments.find(({ name }) => name === environment);
  // A claim that names no environments holds wherever stacks have deployed, or the API was deployed before.
  const isUsual = before !== undefined || heldByStacks(revisions).includes(environment);
  const claims = register.claims.filter(({ environments }) => environments?.includes(environment) ?? isUsual);
  if (claims.length > 0) return claims;
  if (register.baseline && !before) return "nothing";
  const earlier = revisions.find(({ id }) => id === before?.revisionUuid);
  if (earlier) return earlier;
  // While others have claims in the working copy there is no way to make what was before.
  return register.claims.every(({ scopes }) => scopes.length === 0) ? "before" : [];
}

/** Environments that somebody claims or a stack has deployed to, as far as they are to be looked after. */
export function environmentsIn(
  { only }: Gateways,
  { baseline, claims }: Register,
  revisions: Revision[],
): string[] {
  const named = claims.flatMap(({ environments }) => environments ?? []);
  const before = (baseline?.deployments ?? []).map(({ name }) => name);
  const all = new Set([...named, ...before, ...heldByStacks(revisions)]);
  return [...all].filter((name) => only?.includes(name) ?? true);
}

const heldByStacks = (revisions: Revision[]): string[] => revisions.filter(isByStack).flatMap(heldPlaces);

/**
 * From what a register wants of the gateways and what there is: what is to be done. An environment in which somebody else has deployed,
 * and which nobody claims, is left alone.
 */
export function plan(register: Register, { api, revisions, contents }: Observed, scope: Gateways): Plan {
  const { fresh = [], leaving, isClean = false } = scope;
  const running = deployedRevisions(revisions);
  const moves = new Map<Source | "nothing", string[]>();
  const vacated = new Set<string>();
  const steps: Step[] = [];
  let isLost = false;
  for (const environment of environmentsIn(scope, register, revisions)) {
    if (fresh.includes(environment)) continue;
    const wanted = wantedAt(environment, register, revisions);
    const isClaimed = Array.isArray(wanted) && wanted.length > 0;
    const there = running.get(environment)?.revision;
    const ours = there && isByStack(there) ? [there] : [];
    const waiting = revisions.filter((one) => isByStack(one) && waitsIn(environment, one));
    if (!isClaimed) {
      for (const { id } of waiting) steps.push({ do: "cancel", revisionId: id, environment });
      for (const { id } of waiting) vacated.add(`${id} ${environment}`);
      if (ours.length === 0) continue;
    }
    const isGood = ({ id }: Revision) => Array.isArray(wanted) && isFit(contents.get(id), api, wanted);
    if ([...ours, ...(isClaimed ? waiting : [])].some(isGood)) continue;
    const source = Array.isArray(wanted) ? "claimed" : wanted;
    if (source === "before" && !isClean) {
      isLost = true;
      continue;
    }
    moves.set(source, [...(moves.get(source) ?? []), environment]);
    for (const { id } of ours) vacated.add(`${id} ${environment}`);
  }
  // Last, since what comes back makes room for it.
  const due = [...fresh, ...(moves.get("claimed") ?? [])];
  moves.delete("claimed");
  if (due.length > 0) moves.set("claimed", due);
  for (const [source, environments] of moves) {
    if (source !== "nothing") steps.push({ do: "deploy", source, environments });
    else
      for (const environment of environments)
        steps.push({
          do: "undeploy",
          revisionId: running.get(environment)?.revision.id as string,
          environment,
        });
  }
  if (leaving !== undefined) {
    const isIdle = (one: Revision) => heldPlaces(one).every((name) => vacated.has(`${one.id} ${name}`));
    const isHis = (one: Revision) => (register.claims.length > 0 ? isBy(one, leaving) : isByStack(one));
    for (const one of revisions)
      if (isHis(one) && isIdle(one)) steps.push({ do: "remove", revisionId: one.id });
  }
  return { steps, isLost };
}

const waitsIn = (environment: string, { deploymentInfo }: Revision): boolean =>
  unready(deploymentInfo ?? []).waiting.includes(environment);

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
