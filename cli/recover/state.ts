import { stackIdResource } from "../../shared/stackMark.ts";
import { CliError } from "../shared/errors.ts";
import { type PulumiPlace, reasonGiven, runOnStack } from "../shared/pulumi.ts";
import { exported, type StateResource } from "../shared/state.ts";

/** What a killed run was about to do and never reported. */
export interface PendingOperation {
  resource: StateResource;
  type: string;
}

export interface StackState {
  deployment: {
    resources?: StateResource[];
    pending_operations?: PendingOperation[];
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

export async function stackState(stack: string, place: PulumiPlace): Promise<StackState> {
  return JSON.parse(await exported(stack, place)) as StackState;
}

/** Writes the state without pending operations: what they were about has been looked for by then. */
export async function forgetPending(stack: string, state: StackState, place: PulumiPlace): Promise<void> {
  const { pending_operations: _, ...deployment } = state.deployment;
  const input = JSON.stringify({ ...state, deployment });
  const { failed, stderr } = await runOnStack(stack, ["stack", "import"], { ...place, input });
  if (failed) throw new CliError("machine", `Pulumi could not write the state: ${reasonGiven(stderr)}`);
}

export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The stack's own id, as its state has it. */
export function stackIdOf({ deployment: { resources = [] } }: StackState): string | undefined {
  const found = resources.find(
    ({ type, urn }) => type === stackIdResource.type && nameOf(urn) === stackIdResource.name,
  );
  return found?.outputs?.result as string | undefined;
}
