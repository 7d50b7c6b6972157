import type { KeyManager, List } from "./choreo-objects.ts";
import { Forbidden } from "./reader.ts";
import type { AdminKeyManager, World } from "./world.ts";

/** The identity provider as the Developer Portal shows it, by id or else by name. */
export async function findKeyManager(
  wanted: { id: string; name: string },
  { devportal }: Pick<World, "devportal">,
): Promise<{ found: KeyManager | undefined; others: KeyManager[] }> {
  const all = (await devportal.get<List<KeyManager>>("/key-managers"))?.list ?? [];
  const found = all.find(({ id }) => id === wanted.id) ?? all.find(({ name }) => name === wanted.name);
  return { found, others: all.filter((each) => each !== found) };
}

/** The same with issuer and claims. Undefined if these credentials are not an administrator's. */
export async function readKeyManager(
  id: string,
  { admin }: Pick<World, "admin">,
): Promise<AdminKeyManager | undefined> {
  try {
    return await admin.get<AdminKeyManager>(`/key-managers/${id}`);
  } catch (error) {
    if (error instanceof Forbidden) return undefined;
    throw error;
  }
}

/** What to do where only an administrator can see. */
export const askAdministrator =
  "Ask an administrator of the Choreo organisation to compare it, or run this with a token that may read key managers.";
