import { sameValue, type Values } from "./values.ts";

export interface DiffResult {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/**
 * Statuses of objects that are not ready: they wait for a person's approval, or were turned down. The engine forgets after a refresh
 * that the last run failed for it, so the state says it too.
 */
const UNREADY = new Set<unknown>(["CREATED", "ON_HOLD", "TIER_UPDATE_PENDING", "REJECTED"]);

/**
 * Compares the state with new inputs, property by property. What was not ready has always changed: `update` looks whether it is now.
 *
 * @param replace properties whose change makes a new object
 * @param update properties that can be changed in place
 * @param deleteBeforeReplace the old object must go first, since the new one would collide with it
 */
export function compare(
  olds: Values,
  news: Values,
  {
    replace = [],
    update = [],
    deleteBeforeReplace = false,
  }: {
    replace?: string[];
    update?: string[];
    deleteBeforeReplace?: boolean;
  },
): DiffResult {
  const changed = (property: string): boolean => !sameValue(olds[property], news[property]);
  const replaces = replace.filter(changed);
  const changes = replaces.length > 0 || update.some(changed) || UNREADY.has(olds.status);
  return { changes, replaces, deleteBeforeReplace };
}
