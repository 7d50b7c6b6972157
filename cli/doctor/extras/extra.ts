/** What is there and gives somebody access, but was not made by this stack. */
export interface Extra {
  /** As Entra calls its kind: `assignment`, `client secret`, `owner`. */
  kind: string;
  /** As a person knows it: a user principal name, a display name. */
  name: string;
  /**
   * By what the settings may name it under `expected`: ids, and names that not everybody can choose. The display name of a credential or
   * an application is whoever made it's own choice, so it stands in `name` alone.
   */
  ids: readonly string[];
}

/** What a look for extras found, and what these credentials could not see. */
export interface Found {
  extras: Extra[];
  /** Graph paths. */
  unseen: string[];
}

/** `assignment Eve (object id …), client secret "by hand" (…)` */
export function inWords({ kind, name, ids }: Extra): string {
  const known = ids.filter((id) => id !== name);
  return `${kind} ${name}${known.length ? ` (${known.join(", ")})` : ""}`;
}

/**
 * Takes out what the settings say is meant to be there.
 *
 * @param expected ids or names of people and groups; case does not count, as in Entra
 */
export function unexpected(extras: readonly Extra[], expected: readonly string[] = []): Extra[] {
  const known = new Set(expected.map((each) => each.toLowerCase()));
  return extras.filter(({ ids }) => !ids.some((each) => known.has(each.toLowerCase())));
}
