import { stackIdResource } from "../../shared/stackMark.ts";
import { nameOf, type StackState } from "../recover/state.ts";
import type { Adoption } from "../shared/importFile.ts";
import type { Terminal } from "../shared/run.ts";
import type { Ground } from "./ground.ts";
import { stackIdOf } from "./openGround.ts";

/** The id that tells this stack from others goes into its state with the rest, so that the first run makes none. */
export function withStackId(
  resources: readonly Adoption[],
  state: StackState,
  { stackId }: Ground,
): Adoption[] {
  const own = { ...stackIdResource, id: stackId, what: "id of this stack" };
  return stackIdOf(state) === undefined && resources.length > 0 ? [own, ...resources] : [...resources];
}

/** What the state does not have; something else under the same name stays. */
export function missingFrom(
  { deployment: { resources = [] } }: StackState,
  wanted: readonly Adoption[],
  terminal: Terminal,
): Adoption[] {
  const ids = new Set(resources.map(({ type, id }) => `${type} ${id}`));
  const inComponent = ({ component }: Adoption, urn: string) =>
    component === undefined || urn.includes(`::${component.type}$`);
  return wanted.filter((each) => {
    if (ids.has(`${each.type} ${each.id}`)) return false;
    const other = resources.find(
      ({ type, urn }) => type === each.type && nameOf(urn) === each.name && inComponent(each, urn),
    );
    if (!other) return true;
    terminal.out(`Stays out of the state: the ${each.what}; it has another one in its place (${other.id}).`);
    return false;
  });
}
