import { sameValue, type Values } from "./values.ts";

export interface DiffResult {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/**
 * Compares the state with new inputs, property by property.
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
  return { changes: replaces.length > 0 || update.some(changed), replaces, deleteBeforeReplace };
}
