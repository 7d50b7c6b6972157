import { cancelDeployment, listRevisions, undeployRevision } from "../api/revisions.ts";
import type { Deployment, Revision } from "../api/types.ts";
import type { Client } from "../client/client.ts";
import { createOnce } from "../client/createOnce.ts";
import { unready, warnOfWaiting } from "./deploymentStatus.ts";
import { deploy, deployedRevisions, isByStack, isDeployed, removeRevision } from "./revisions.ts";

export interface Restored {
  /** The API's revisions as they were before anything was done. */
  revisions: Revision[];
  /** Whether anything had to be done at the gateways. */
  touched: boolean;
  /** Environments whose earlier revision is gone: it takes a new one to give them back what they had. */
  lost: Deployment[];
}

/**
 * Gives each environment where one of our revisions is deployed what it had before: that revision, or none. What somebody else has
 * deployed meanwhile stays.
 *
 * @param before what was deployed where; undefined: nobody knows
 * @param only the environments that matter; default: all
 */
export async function restoreDeployments(
  client: Client,
  apiId: string,
  before: Deployment[] | undefined,
  only: (environment: string) => boolean = () => true,
): Promise<Restored> {
  const revisions = await listRevisions(client, apiId);
  const known = new Set(revisions.map(({ id }) => id));
  const again = new Map<string, Deployment[]>();
  const lost: Deployment[] = [];
  let touched = await cancelWaiting(client, apiId, revisions, only);
  for (const [name, { revision, deployment }] of deployedRevisions(revisions)) {
    if (!isByStack(revision) || !only(name)) continue;
    const was = before?.find((candidate) => candidate.name === name);
    if (was?.revisionUuid && known.has(was.revisionUuid)) {
      again.set(was.revisionUuid, [...(again.get(was.revisionUuid) ?? []), was]);
    } else if (was || !before) {
      lost.push(was ?? deployment);
    } else {
      await undeploy(client, apiId, revision.id, deployment);
      touched = true;
    }
  }
  for (const [revisionId, places] of again) {
    warnOfWaiting(apiId, unready(await deploy(client, apiId, revisionId, places)));
  }
  return { revisions, touched: touched || again.size > 0, lost };
}

/** Nobody is to approve, later, a deployment of a revision that is about to go. Undeploying would touch what is there meanwhile. */
async function cancelWaiting(
  client: Client,
  apiId: string,
  revisions: Revision[],
  only: (environment: string) => boolean,
): Promise<boolean> {
  const waiting = revisions.filter(isByStack).flatMap(({ id, deploymentInfo }) =>
    unready(deploymentInfo ?? [])
      .waiting.filter(only)
      .map((name) => ({ id, name })),
  );
  for (const { id, name } of waiting) await cancelDeployment(client, apiId, id, name);
  return waiting.length > 0;
}

function undeploy(
  client: Client,
  apiId: string,
  revisionId: string,
  deployment: Deployment,
): Promise<unknown> {
  return createOnce<unknown>(
    async () => (await undeployRevision(client, apiId, revisionId, [deployment])) ?? true,
    async () => {
      const there = deployedRevisions(await listRevisions(client, apiId)).get(deployment.name);
      return there?.revision.id === revisionId ? undefined : true;
    },
  );
}

/**
 * Deletes revisions that are not deployed.
 *
 * @param known the API's revisions, if they were listed moments ago and nothing was done to them since
 */
export async function removeIdleRevisions(
  client: Client,
  apiId: string,
  test: (revision: Revision) => boolean,
  known?: Revision[],
): Promise<void> {
  const idle = (known ?? (await listRevisions(client, apiId))).filter(
    (revision) => !isDeployed(revision) && test(revision),
  );
  for (const { id } of idle) await removeRevision(client, apiId, id);
}
