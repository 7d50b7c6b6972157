import { createOnce } from "../client/createOnce.ts";
import { ChoreoError, isConflict } from "../client/errors.ts";
import { deletionWaits } from "./approvals.ts";

/** How an object is made whose place (a name, a pair of ids) may be taken. */
export interface Creation<T extends object> {
  /** `Create the application "storefront"` */
  what: string;
  create(): Promise<T>;
  /** What is in its place. */
  find(): Promise<T | undefined>;
  /**
   * Whether that is what an earlier attempt of this stack made.
   *
   * @param isAnswerLost an attempt of this very run had no answer, so that it may well be
   */
  isOurs(found: T, isAnswerLost: boolean): boolean | Promise<boolean>;
  /** Makes what an earlier attempt of this stack made what is asked for now, where the two may differ. */
  complete?(found: T): Promise<T>;
  /** Makes it what was asked for; undefined where nobody asked to take over what others made. */
  adopt: ((found: T) => Promise<T>) | undefined;
  /** Words and hint of the error where it is somebody else's. */
  taken(found: T): { words: string; hint: string };
  /** Its deletion's name in the list of tasks of the Admin Portal, where a deletion may have to be approved. */
  deletionTask?: string;
}

/**
 * Makes an object with one call; look-ups only where an answer was lost or its place is taken. What this stack made in a run that
 * was cut short is found again.
 *
 * @throws ChoreoError where somebody else's object is there and `adopt` was not asked for, or its deletion waits for approval
 */
export async function createOrTakeOver<T extends object>(creation: Creation<T>): Promise<T> {
  const { what, create, find, isOurs, complete, adopt, taken, deletionTask } = creation;
  const completed = (found: T) => (complete ? complete(found) : found);
  try {
    return await createOnce(create, async () => {
      const found = await find();
      return found && (await isOurs(found, true)) ? completed(found) : undefined;
    });
  } catch (conflict) {
    if (!isConflict(conflict)) throw conflict;
    const found = await find();
    if (!found) throw conflict;
    if (deletionTask && "status" in found && found.status === "DELETE_PENDING")
      throw deletionWaits(what, deletionTask);
    if (await isOurs(found, false)) return completed(found);
    if (adopt) return adopt(found);
    const { method, path, status, code } = conflict;
    throw new ChoreoError({ what, ...taken(found), method, path, status, code });
  }
}
