import { code } from "./escape.ts";
import { fact } from "./fact.ts";
import type { Rename } from "./renames.ts";
import type { Fact, ResourceStep } from "./types.ts";

const DEPLOYMENT = "pulumi-nodejs:dynamic/choreo:ApiDeployment";

/**
 * Gateway environments that a stack leaves get back what ran there before it, unless another stack claims them. What that revision
 * lets through is in no resource of the stack, so no sentence about gains and losses speaks of it: said, not concluded.
 */
export function givenBackFacts(steps: readonly ResourceStep[], renames: readonly Rename[]): Fact[] {
  // The same API under another key: the new resource needs it where the old one leaves.
  const stays = new Set(renames.map(({ from }) => from));
  return steps
    .filter(({ name }) => !stays.has(name))
    .filter(
      ({ token, op, properties }) =>
        token === DEPLOYMENT &&
        (op === "delete" ||
          (op !== "create" && properties.some((each) => each.startsWith("gatewayEnvironments")))),
    )
    .map(({ name, op }) =>
      fact(
        4,
        `API ${code(name)} ${op === "delete" ? "is no longer deployed by this stack" : "is deployed to other gateway environments"}: where this stack leaves, the revision from before it runs again unless another stack needs the API there. **What that one lets through is not compared here**, it may ask for fewer permissions or none.`,
      ),
    );
}
