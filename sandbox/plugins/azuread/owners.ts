import type { Azure } from "./context.ts";
import { ids } from "./json.ts";

/** Object ids of the owners. */
export async function readOwners({ graph }: Azure, path: string): Promise<string[]> {
  return ids(await graph.list(`${path}/owners`));
}

/**
 * Whoever creates an object owns it first, together with the configured ones; then the caller is taken out again unless it is
 * configured. Graph takes at most 20 in a create.
 */
export const firstOwners = ({ graph, callerId }: Azure, owners: string[]): string[] =>
  [callerId, ...owners.filter((id) => id !== callerId)].slice(0, 20).map((id) => graph.reference(id));

export async function settleOwners(azure: Azure, path: string, owners: string[]): Promise<void> {
  const { graph, callerId } = azure;
  for (const id of owners.filter((owner) => owner !== callerId).slice(19)) await addOwner(azure, path, id);
  if (!owners.includes(callerId)) await graph.delete(`${path}/owners/${callerId}/$ref`);
}

/** Adds first, so that there is never none. */
export async function changeOwners(azure: Azure, path: string, owners: string[]): Promise<void> {
  const now = await readOwners(azure, path);
  for (const id of owners) if (!now.includes(id)) await addOwner(azure, path, id);
  for (const id of now) if (!owners.includes(id)) await azure.graph.delete(`${path}/owners/${id}/$ref`);
}

export async function addOwner({ graph }: Azure, path: string, id: string): Promise<void> {
  const version = path.startsWith("/beta/") ? "beta" : "v1.0";
  await graph.post(
    `${path}/owners/$ref`,
    { "@odata.id": graph.reference(id, version) },
    (status) => status === 404,
  );
}
