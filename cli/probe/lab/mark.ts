import { randomBytes } from "node:crypto";

/** What everything that a probe makes is called. Both, name and note, have to fit before anything is removed. */
const PREFIX = "choreo-azuread-probe-";
const NAME = /^choreo-azuread-probe-[0-9a-f]{8}(-client)?$/;

/** In the description of what a probe makes in Choreo, in the notes of what it makes in Entra ID. */
export const NOTE =
  "Made by `npm run probe -- --write` of choreo-azuread, to see what only a write shows. It may be deleted.";

export const SEARCH = PREFIX;

export const newName = (): string => PREFIX + randomBytes(4).toString("hex");

export function isOfProbe(name: unknown, note: unknown): boolean {
  return typeof name === "string" && NAME.test(name) && note === NOTE;
}

/** What a clean-up came to. */
export interface Cleaned {
  removed: number;
  /** What could not be removed. */
  left: number;
  /** Lists that could not be read, so that something may be there. */
  unread: number;
}

export const together = (all: readonly Cleaned[]): Cleaned => ({
  removed: all.reduce((sum, { removed }) => sum + removed, 0),
  left: all.reduce((sum, { left }) => sum + left, 0),
  unread: all.reduce((sum, { unread }) => sum + unread, 0),
});

/**
 * Removes one kind of thing.
 *
 * @param known ids of what this run made: a search may lag behind
 */
export async function removeAll(
  known: readonly string[],
  find: () => Promise<string[]>,
  remove: (id: string) => Promise<unknown>,
): Promise<Cleaned> {
  let unread = 0;
  const found = await find().catch(() => {
    unread = 1;
    return [];
  });
  const ids = [...new Set([...known, ...found])];
  let left = 0;
  for (const id of ids) await remove(id).catch(() => left++);
  return { removed: ids.length - left, left, unread };
}
