import { deployedRevisions } from "../api/deploymentStatus.ts";
import { readApi } from "../api/rest.ts";
import { listRevisions } from "../api/revisions.ts";
import type { ApiObject } from "../api/types.ts";
import type { ControlPlane } from "../controlPlane.ts";
import type { Api } from "./getApi.ts";
import { operationsOf, scopesOf } from "./getApi.ts";
import { once } from "./memo.ts";

/** Permissions of an API as the gateways have them. */
export type DeployedAccess = Pick<Api, "operations" | "scopes">;

/**
 * Scopes and operations of the revisions that run at the gateways, not of the working copy, which nobody has deployed yet. Where
 * environments differ, the widest: an operation that is open in one of them is open.
 *
 * @param environments only these; undefined: all
 * @returns undefined where the API is deployed to none of them
 */
export function getDeployed(
  control: ControlPlane,
  { apiId, environments }: { apiId: string; environments?: readonly string[] | undefined },
): Promise<DeployedAccess | undefined> {
  return once(control, `deployed:${apiId}:${environments?.join()}`, () =>
    readDeployed(control, apiId, environments),
  );
}

/** The same, asked for each time. */
export async function readDeployed(
  control: ControlPlane,
  apiId: string,
  environments: readonly string[] | undefined,
): Promise<DeployedAccess | undefined> {
  const deployed = [...deployedRevisions(await listRevisions(control.client(), apiId))]
    .filter(([name]) => environments === undefined || environments.includes(name))
    .map(([, { revision }]) => revision.id);
  const copies = await Promise.all([...new Set(deployed)].map((id) => readApi(control.client(), id)));
  if (copies.length === 0) return undefined;
  return { operations: widest(copies), scopes: withoutDoubles(copies.flatMap(scopesOf)) };
}

function widest(copies: ApiObject[]): Api["operations"] {
  const found = new Map<string, Api["operations"][number]>();
  for (const operation of copies.flatMap(operationsOf)) {
    const key = `${operation.verb} ${operation.target}`;
    const known = found.get(key);
    const isOpen = [known, operation].some((each) => each?.scopes.length === 0);
    found.set(key, {
      ...operation,
      scopes: isOpen ? [] : [...new Set([...(known?.scopes ?? []), ...operation.scopes])].sort(),
      anonymous: operation.anonymous || known?.anonymous === true,
    });
  }
  return [...found.values()];
}

function withoutDoubles(scopes: Api["scopes"]): Api["scopes"] {
  return [...new Map(scopes.toReversed().map((scope) => [scope.name, scope])).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}
