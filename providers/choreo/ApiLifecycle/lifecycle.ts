import { changeLifecycle, readApi } from "../api/rest.ts";
import type { LifecycleAction, WorkflowResponse } from "../api/types.ts";
import type { Client } from "../client/client.ts";
import { createOnce } from "../client/createOnce.ts";
import { ChoreoError } from "../client/errors.ts";

/** APILifeCycle.json, as far as the provider goes: from a published API back to where it came from, and there. */
const TO_PUBLISHED: Record<string, LifecycleAction> = { CREATED: "Publish", PROTOTYPED: "Publish" };
const FROM_PUBLISHED: Record<string, LifecycleAction> = {
  CREATED: "Demote to Created",
  PROTOTYPED: "Deploy as a Prototype",
  BLOCKED: "Block",
};

export type LifecycleOutcome = "done" | "waiting";

/**
 * Publishes an API in state `from`.
 *
 * @throws ChoreoError where its lifecycle does not allow that, or where a person has blocked it: that is not ours to undo
 */
export async function publish(client: Client, apiId: string, from: string): Promise<LifecycleOutcome> {
  const action = TO_PUBLISHED[from];
  if (!action) {
    throw new ChoreoError({
      what: `Publish the API ${apiId}`,
      words: `it is in state ${from}`,
      hint:
        from === "BLOCKED"
          ? "Somebody has blocked it. Re-publish it in Choreo when the reason is gone, then run again."
          : "Only an API in state CREATED or PROTOTYPED can be published. Use another version of the API.",
    });
  }
  return change(client, apiId, action, "PUBLISHED");
}

/** Gives a published API back its earlier state. In any other state somebody has decided otherwise, and it stays. */
export async function unpublish(
  client: Client,
  apiId: string,
  from: string,
  to: string,
): Promise<LifecycleOutcome> {
  const action = from === "PUBLISHED" ? FROM_PUBLISHED[to] : undefined;
  return action ? change(client, apiId, action, to) : "done";
}

async function change(
  client: Client,
  apiId: string,
  action: LifecycleAction,
  target: string,
): Promise<LifecycleOutcome> {
  try {
    const answer = await createOnce<WorkflowResponse>(
      () => changeLifecycle(client, apiId, action),
      async () => ((await readApi(client, apiId)).lifeCycleStatus === target ? {} : undefined),
    );
    return answer.workflowStatus === "CREATED" ? "waiting" : "done";
  } catch (error) {
    // An earlier wish of the same kind waits already.
    if (error instanceof ChoreoError && error.code === 900553) return "waiting";
    throw error;
  }
}
