import { deployedRevisions } from "../api/deploymentStatus.ts";
import { readApi } from "../api/rest.ts";
import { listRevisions } from "../api/revisions.ts";
import type { ApiObject } from "../api/types.ts";
import type { ControlPlane } from "../controlPlane.ts";
import type { Api } from "./getApi.ts";
import { keyTypesOf, operationsOf, scopesOf } from "./getApi.ts";
import { once } from "./memo.ts";

/** An API as the gateways have it. */
export interface DeployedAccess extends Pick<Api, "operations" | "scopes" | "keyTypes"> {
  /** By environment: what runs in this one. Where nothing of the API does, there is no operation. */
  at: Record<string, Pick<Api, "operations" | "keyTypes">>;
}

/**
 * Scopes, operations and endpoints of the revisions that run at the gateways, not of the working copy, which nobody has deployed yet. Where
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
  const running = deployedRevisions(await listRevisions(control.client(), apiId));
  const idAt = (name: string) => running.get(name)?.revision.id;
  const places = environments ?? [...running.keys()];
  const ids = [...new Set(places.flatMap((name) => idAt(name) ?? []))];
  const copies = new Map(
    await Promise.all(ids.map(async (id) => [id, await readApi(control.client(), id)] as const)),
  );
  const all = [...copies.values()];
  if (all.length === 0) return undefined;
  const at = places.map((name) => {
    const copy = copies.get(idAt(name) ?? "");
    return [
      name,
      copy
        ? { operations: operationsOf(copy), keyTypes: keyTypesOf(copy) }
        : { operations: [], keyTypes: [] },
    ] as const;
  });
  return {
    operations: widest(all),
    scopes: withoutDoubles(all.flatMap(scopesOf)),
    keyTypes: [...new Set(all.flatMap(keyTypesOf))].sort(),
    at: Object.fromEntries(at),
  };
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
