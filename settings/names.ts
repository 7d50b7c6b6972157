/**
 * The name that an object bears in Azure and Choreo: with the environment, so that stacks live side by side in one tenant and one
 * organisation, and a person in either portal sees whose it is.
 *
 * @example `inEnvironment("books", "dev")` is `books (dev)`
 */
export function inEnvironment(name: string, environment: string): string {
  return `${name} (${environment})`;
}

/** The name of what was there before the stack is as it is written. */
export function nameInAzure(
  key: string,
  {
    displayName,
    imported,
    formerly,
  }: { displayName?: string | undefined; imported: boolean; formerly: string[] },
  environment: string,
): string {
  const name = displayName ?? firstName(key, { formerly });
  return imported ? name : inEnvironment(name, environment);
}

/** What an entry without a name of its own is called: its key, or the first one that it had, since a new key alone changes nothing. */
export function firstName(key: string, { formerly }: { formerly: string[] }): string {
  return formerly.at(-1) ?? key;
}
