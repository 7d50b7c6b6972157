import { type Resource, texts, types } from "./resources.ts";
import { sortedRecord } from "./sort.ts";
import type { ApiAccess, ClientAccess, Legend, Principal } from "./types.ts";

const KINDS: Record<string, Principal["kind"]> = {
  User: "user",
  Group: "group",
  ServicePrincipal: "application",
};

/**
 * The names of all whom a model mentions. Legends have the names that people write; an assignment's own are display names; what has
 * none goes by its object id.
 */
export function principalsNamed(
  apis: Readonly<Record<string, ApiAccess>>,
  clients: Readonly<Record<string, ClientAccess>>,
  assignments: readonly Resource[],
  legends: readonly Legend[],
): Record<string, Principal> {
  const assigned = new Map<string, Principal>();
  for (const { type, properties } of assignments) {
    if (type !== types.assignment) continue;
    const [id] = texts([properties.principalObjectId]);
    const [name] = texts([properties.principalDisplayName]);
    const kind = KINDS[String(properties.principalType)];
    if (id && name && kind) assigned.set(id, { kind, name });
  }
  const mentioned = new Set([
    ...Object.values(apis).flatMap((api) => [...api.assigned, ...api.owners]),
    ...Object.values(clients).flatMap(({ owners, grantedFor = {} }) => [
      ...owners,
      ...Object.values(grantedFor).flatMap((people) => Object.keys(people)),
    ]),
  ]);
  return sortedRecord(
    [...mentioned].map((id) => [
      id,
      legends.find(({ principals }) => principals[id])?.principals[id] ??
        assigned.get(id) ?? { kind: "unknown", name: id },
    ]),
  );
}
