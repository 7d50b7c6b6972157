import { isByStack, rank } from "../../../providers/choreo/api/stackRevisions.ts";
import type { ApiObject, Revision } from "../../../providers/choreo/api/types.ts";
import { keyTypesOf } from "../../../providers/choreo/reads.ts";
import { missing } from "../../../providers/choreo/sharing/expected.ts";
import { readRegister } from "../../../providers/choreo/sharing/register.ts";
import { couldNotBeSeen, doesNotHold, holds } from "../answer.ts";
import { type Check, checks } from "../check.ts";
import { type ChoreoSide, deployed, isByOthers, type Sampled } from "../world.ts";
import { refused } from "./addresses.ts";

const nothingDeployed = () => couldNotBeSeen`No API here is deployed, or these credentials see none.`;

/** What APIs and their revisions are like, seen at those that the organisation has. */
export const apiChecks: Check[] = checks("choreo", "reading", [
  {
    id: "C10",
    flavour: "choreo",
    assumes:
      "An API has a `scopePrefix` (`urn:<organisation>:<api>:`), which the gateway puts before the names of its scopes.",
    otherwise:
      "Names of permissions are taken whole: Entra's scopes have the bare names, and so has what the gateway compares. Nothing fails.",
    async look({ sample }) {
      const apis = await sample();
      if (apis.length === 0) return couldNotBeSeen`There is no API here, or these credentials see none.`;
      const without = apis.filter(({ api }) => !api.scopePrefix).length;
      return without === 0
        ? holds`${apis.length} of ${apis.length} have one.`
        : doesNotHold`${without} of ${apis.length} have none.`;
    },
  },
  {
    id: "C11",
    assumes: "`GET /apis/{id}` with a revision's id answers with the API as that revision has it.",
    otherwise:
      "`permissionsFrom: choreo` fails in the preview: there is no other way to what is deployed. Doctor shows `deployed` red, the survey no operations; stacks that share an API deploy a revision more than needed.",
    async look(choreo) {
      const [revision] = (await choreo.sample()).flatMap(deployed);
      if (!revision) return nothingDeployed();
      const answer = await contentOf(choreo, revision);
      if (!answer.ok)
        return answer.status === 401 || answer.status === 403
          ? refused(answer.status)
          : doesNotHold`It answers ${answer.status ?? 0}.`;
      return Array.isArray(answer.body?.operations)
        ? holds`It does.`
        : doesNotHold`What it answers has no operations.`;
    },
  },
  {
    id: "C12",
    assumes: "Revisions are named `Revision 7`, numbered in the order of their making.",
    otherwise:
      "The time of their making decides which one is the oldest; where that fails too, any of ours that is not deployed may make room.",
    async look({ sample }) {
      const all = (await sample()).filter(({ revisions }) => revisions.length > 0);
      if (all.length === 0) return couldNotBeSeen`No API here has a revision.`;
      const total = all.flatMap(({ revisions }) => revisions).length;
      const unnamed = all
        .flatMap(({ revisions }) => revisions)
        .filter(({ displayName }) => !/^Revision \d+$/i.test(displayName ?? "")).length;
      if (unnamed > 0) return doesNotHold`${unnamed} of ${total} have other names.`;
      const disordered = all.filter(({ revisions }) => !isInOrder(revisions)).length;
      return disordered > 0
        ? doesNotHold`Numbers and times contradict each other at ${disordered} of ${all.length} APIs.`
        : holds`${total} revisions of ${all.length} APIs.`;
    },
  },
  {
    id: "C13",
    assumes:
      "An API that is deployed names its endpoints (`production_endpoints`, `sandbox_endpoints`), and so says keys of which type work.",
    otherwise:
      "Every key type is taken to work (`keyTypesOf`): neither the preview nor doctor's `endpoint` warns of a 401 900901 for a key without an endpoint.",
    async look({ sample }) {
      const apis = (await sample()).filter((one) => deployed(one).length > 0);
      if (apis.length === 0) return nothingDeployed();
      const saying = apis.filter(({ api }) => hasEndpoints(api));
      if (saying.length < apis.length)
        return doesNotHold`${apis.length - saying.length} of ${apis.length} name none.`;
      const one = saying.filter(({ api }) => keyTypesOf(api).length === 1).length;
      return holds`${apis.length} name some, ${one} of them for one key type alone.`;
    },
  },
  {
    id: "C14",
    assumes: "The Publisher shows `GET /subscriptions` of an API to whoever has `apim:api_view`.",
    otherwise:
      "The survey takes the Developer Portal's, which are the caller's own, and says what it could not see; doctor and drift name no other subscribers.",
    async look({ sample, ask }) {
      const [first] = await sample();
      if (!first) return couldNotBeSeen`There is no API here, or these credentials see none.`;
      const answer = await ask<{ list?: unknown }>({
        api: "publisher",
        path: "/subscriptions",
        query: { apiId: first.api.id, limit: 1 },
      });
      if (answer.ok)
        return Array.isArray(answer.body?.list) ? holds`It does.` : doesNotHold`It answers without a list.`;
      return doesNotHold`It answers ${answer.status ?? 0}.`;
    },
  },
  {
    id: "C15",
    flavour: "apim",
    assumes:
      "A deployment that was turned down stays in the list of revisions as `REJECTED`, and what ran before runs on.",
    otherwise: "A deployment that is listed nowhere is drift: each `up --refresh` asks for it again.",
    async look({ sample }) {
      const statuses = (await sample())
        .flatMap(({ revisions }) => revisions)
        .flatMap(({ deploymentInfo }) => (deploymentInfo ?? []).map(({ status }) => status));
      const rejected = statuses.filter((status) => status === "REJECTED").length;
      const strange = statuses.filter(
        (status) => !["CREATED", "APPROVED", "REJECTED"].includes(String(status)),
      ).length;
      if (strange > 0)
        return doesNotHold`${strange} of ${statuses.length} deployments have another status, or none.`;
      return rejected > 0
        ? holds`${rejected} are listed as turned down.`
        : couldNotBeSeen`No deployment here was turned down.`;
    },
  },
  {
    id: "C16",
    assumes:
      "Permissions that these settings wrote into an API are still there after others have deployed it (its component, the Console).",
    otherwise:
      "A refresh says what is gone, and the next `up` puts it back beside what the others brought; for APIs whose permissions come with a commit set `permissionsFrom: choreo`.",
    async look(choreo) {
      const outcomes = await Promise.all(
        (await choreo.sample()).map((one) => deployedByOthersSince(choreo, one)),
      );
      const looked = outcomes.filter((outcome) => outcome !== undefined);
      if (looked.length === 0)
        return couldNotBeSeen`No API that a stack has changed was deployed by others after that.`;
      const lost = looked.filter((lacking) => lacking > 0).length;
      return lost > 0
        ? doesNotHold`${lost} of ${looked.length} APIs lack some.`
        : holds`${looked.length} of ${looked.length} APIs have all.`;
    },
  },
  {
    id: "C17",
    assumes:
      "Custom properties of an API, in which stacks note what they claim, outlive what others do to it.",
    otherwise:
      "The claim is drift: the next `up --refresh` notes it again. Until then another stack may take scopes away that both use; one stack for each API is safe.",
    async look({ sample }) {
      const ours = (await sample()).filter(({ revisions }) => revisions.some(isByStack));
      const hasClaim = ({ api }: Sampled) => readRegister(api).claims.length > 0;
      const running = ours.filter((one) => deployed(one).some(isByStack));
      const lost = running.filter((one) => !hasClaim(one)).length;
      if (lost > 0)
        return doesNotHold`${lost} of ${running.length} APIs run what a stack has deployed and have no claim.`;
      const since = ours.filter((one) => hasClaim(one) && isByOthers(newest(one.revisions))).length;
      return since > 0
        ? holds`${since} APIs were changed by others since, and have it.`
        : couldNotBeSeen`No API that a stack has changed was changed by others after that.`;
    },
  },
]);

/** Of a list that is not empty. */
const newest = (revisions: Revision[]) => revisions.toSorted((a, b) => rank(b) - rank(a))[0] as Revision;

function contentOf({ ask }: ChoreoSide, { id }: Revision) {
  return ask<ApiObject | undefined>({ api: "publisher", path: `/apis/${encodeURIComponent(id)}` });
}

function isInOrder(revisions: Revision[]): boolean {
  const times = revisions
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ createdTime }) => Date.parse(createdTime ?? ""))
    .filter((time) => !Number.isNaN(time));
  return times.every((time, index) => index === 0 || time >= (times[index - 1] as number));
}

function hasEndpoints({ endpointConfig }: ApiObject): boolean {
  const { production_endpoints, sandbox_endpoints } = (endpointConfig ?? {}) as Record<string, unknown>;
  return Boolean(production_endpoints || sandbox_endpoints);
}

/** How much of what stacks claim a later revision of others lacks; undefined where there is none. */
async function deployedByOthersSince(choreo: ChoreoSide, one: Sampled): Promise<number | undefined> {
  const { claims } = readRegister(one.api);
  const running = deployed(one);
  if (claims.length === 0 || running.length === 0) return undefined;
  const last = newest(running);
  if (!isByOthers(last) || !one.revisions.some(isByStack)) return undefined;
  const content = await contentOf(choreo, last);
  return content.ok && content.body ? missing(content.body, claims).length : undefined;
}
