import { stackIdIn } from "../../shared/stackMark.ts";
import { CliError } from "../shared/errors.ts";
import type { Found } from "./found.ts";
import { type StackState, stackIdOf } from "./state.ts";

/**
 * Of what bears the name of a stack: what is this one's, because it has its id, its state knows it, or a person says so. The rest may
 * belong to another stack of that name, and is not touched.
 *
 * @param named object ids of applications that a person says are this stack's
 * @returns `lostId`: the id that the stack had before its state was lost, where all that is named bears one
 * @throws CliError (usage) for one that does not bear the name
 */
export function onlySure(
  tagged: Found[],
  state: StackState,
  named: string[],
): { found: Found[]; lostId: string | undefined; notes: string[] } {
  const { resources = [] } = state.deployment;
  const ownId = stackIdOf(state);
  const known = new Set(resources.map(({ id }) => id));
  const stray = named.find((id) => !tagged.some(({ application }) => application.id === id));
  if (stray !== undefined)
    throw new CliError(
      "usage",
      `No application with the object id ${stray} bears the name of this stack.`,
      "Take the object ids from the message of pulumi preview.",
    );
  const isSure = ({ application: { id, tags } }: Found) =>
    named.includes(id) ||
    known.has(`/applications/${id}`) ||
    (ownId !== undefined && stackIdIn(tags) === ownId);
  const ids = new Set(
    tagged
      .filter(({ application: { id } }) => named.includes(id))
      .map((each) => stackIdIn(each.application.tags)),
  );
  const [lostId] = ownId === undefined && ids.size === 1 ? ids : [];
  return {
    found: tagged.filter(isSure),
    lostId,
    notes: tagged
      .filter((each) => !isSure(each))
      .map(({ application: { id, displayName, tags } }) => {
        const stackId = stackIdIn(tags);
        const of = stackId === undefined ? "no stack id" : `the stack id ${stackId}`;
        return `Left alone: the application "${displayName}" (object id ${id}) bears the name of this stack and ${of}, so it may be another stack's. If it is this one's: --application ${id}`;
      }),
  };
}
