/**
 * The name that an object bears in Azure and Choreo: with the environment, so that stacks live side by side in one tenant and one
 * organisation, and a person in either portal sees whose it is.
 *
 * @example `inEnvironment("books", "dev")` is `books (dev)`
 */
export function inEnvironment(name: string, environment: string): string {
  return `${name} (${environment})`;
}
