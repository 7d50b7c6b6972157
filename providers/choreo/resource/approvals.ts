import { ChoreoError, isNotFound, partialFailure } from "../client/errors.ts";
import type { Removal } from "../client/removal.ts";
import { whereTaskWaits } from "./tasks.ts";
import type { Values } from "./values.ts";

/**
 * Ends a create or update whose object exists but waits for somebody's approval. The resource stays in the state, marked as not
 * ready, and the next `up` looks again.
 *
 * @param what `The application "storefront"`
 * @param task its name in the list of tasks of the Admin Portal
 */
export function waitsForApproval(
  what: string,
  task: string,
  id: string,
  outs: Values,
  inputs: Values,
): Error {
  return partialFailure(
    new Error(
      `${what} waits for approval. Approve it under ${whereTaskWaits(task)}, then run \`pulumi up\` again.`,
    ),
    id,
    outs,
    inputs,
  );
}

/** The same for something that was turned down. */
export function wasRejected(what: string, id: string, outs: Values, inputs: Values): Error {
  return partialFailure(
    new Error(
      `${what} was rejected by the person who had to approve it. To ask again, run \`pulumi destroy --target <its URN> --target-dependents\`, then \`pulumi up\`.`,
    ),
    id,
    outs,
    inputs,
  );
}

/**
 * Of something that is still there because its deletion waits: it is neither to be used nor can it be made again.
 *
 * @param task its name in the list of tasks of the Admin Portal
 */
export function deletionWaits(what: string, task: string): Error {
  return new ChoreoError({
    what,
    words: "the earlier one is still there, because its deletion waits for approval",
    hint: `Approve the deletion under ${whereTaskWaits(task)}, then run \`pulumi up\` again.`,
  });
}

/**
 * Deletes what may be gone already, or whose deletion may wait for approval: a second deletion is then answered 400.
 *
 * @param what `application "storefront"`
 * @param task the deletion's name in the list of tasks of the Admin Portal
 * @param status reads the object's status
 */
export async function deleteOrAwait(
  what: string,
  task: string,
  remove: () => Promise<Removal>,
  status: () => Promise<string | undefined>,
): Promise<void> {
  try {
    if ((await remove()) === "done") return;
  } catch (error) {
    if (isNotFound(error)) return;
    if (!(error instanceof ChoreoError) || error.status !== 400) throw error;
    if ((await status()) !== "DELETE_PENDING") throw error;
  }
  console.warn(`The deletion of the ${what} waits for approval: ${whereTaskWaits(task)}.`);
}
