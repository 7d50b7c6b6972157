import { fullName, type List, type PublisherApi, type Revision } from "../choreo-objects.ts";
import { type ApiSubject, green, type Link, putRight, red } from "../link.ts";
import type { Reader } from "../reader.ts";

/**
 * Guide, step 1.4: "Save and Deploy". The gateway knows the deployed revision, not the working copy that the Console shows first.
 */
export const deployedLink: Link<ApiSubject> = {
  id: "deployed",
  title: "The deployed revision has the permissions",
  needs: ["api"],
  async check({ api }, { publisher }) {
    const copies = await deployedCopies(api, publisher);
    if (copies.length === 0)
      return red("No revision is deployed: the gateway does not know the API.", putRight);
    const problems = copies.flatMap(({ where, copy }) =>
      missingScopes(api, copy).map((missing) => `${where}: ${missing}`),
    );
    if (problems.length) return red(`${problems.join("; ")}.`, putRight);
    return green(copies.map(({ where }) => where).join(", "));
  },
};

/** A revision that runs. */
export interface DeployedCopy {
  where: string;
  environments: string[];
  revisionId: string;
  places: NonNullable<Revision["deploymentInfo"]>;
  copy: PublisherApi | undefined;
}

/** What is deployed, and to which gateway environments. */
export async function deployedCopies(
  { choreo: { apiId } }: { choreo: { apiId: string } },
  publisher: Reader,
): Promise<DeployedCopy[]> {
  const revisions = await publisher.get<List<Revision>>(`/apis/${apiId}/revisions?query=deployed%3Atrue`);
  const deployed = (revisions?.list ?? []).filter(({ deploymentInfo }) => deploymentInfo?.length);
  return Promise.all(
    deployed.map(async ({ id, deploymentInfo = [] }) => ({
      where: deploymentInfo.map(({ name }) => name).join(", "),
      environments: deploymentInfo.map(({ name }) => name),
      revisionId: id,
      places: deploymentInfo,
      // A revision is an API of its own under its id: a frozen copy.
      copy: await publisher.get<PublisherApi>(`/apis/${id}`),
    })),
  );
}

function missingScopes(api: ApiSubject["api"], copy: PublisherApi | undefined): string[] {
  return Object.entries(api.operations).flatMap(([operation, permissions]) => {
    const deployed = copy?.operations?.find(({ verb, target }) => `${verb} ${target}` === operation);
    if (!deployed) return [`${operation} is not deployed`];
    const has = (deployed.scopes ?? []).map((name) => fullName(copy ?? {}, name));
    const lacks = permissions.filter((name) => !has.includes(api.scopes[name]?.fullyQualifiedName ?? name));
    return lacks.length ? [`${operation} lacks ${lacks.join(", ")}`] : [];
  });
}
