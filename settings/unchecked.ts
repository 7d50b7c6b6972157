import { reason } from "./reason.ts";

/**
 * The warning about what a look-up could not tell, because it was refused or failed: the run goes on, and may be refused in its middle.
 *
 * @param what `whether somebody's app registration has the identifier URI`
 * @example unchecked(["deployer"], "whether it is there", error) // "deployer: whether it is there could not be looked up: …"
 */
export function unchecked(path: readonly (string | number)[], what: string, error: unknown): string {
  const start = path.length ? `${path.join(".")}: ${what}` : what[0]?.toUpperCase() + what.slice(1);
  return `${start} could not be looked up: ${reason(error)}`;
}

/**
 * What a look-up finds; nothing, and a warning, where it was refused or failed.
 *
 * @example await orUnchecked(notices, ["deployer"], "whether it is there", () => isPrincipal(deployer)) // true, false or undefined
 */
export async function orUnchecked<T>(
  notices: string[],
  path: readonly (string | number)[],
  what: string,
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    notices.push(unchecked(path, what, error));
    return undefined;
  }
}

/** Whether that is how the azuread provider says that there is none; all else is a look-up that failed. */
export function foundNothing(error: unknown): boolean {
  return /\b(not found|no (users?|groups?|applications?|service principals?)\b|does not exist)/i.test(
    (error as Error).message,
  );
}
