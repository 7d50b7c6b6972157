import { sortedBy } from "../../access/sort.ts";
import type { ResourceStep } from "./types.ts";

const GRAVITY: Record<ResourceStep["op"], number> = {
  replace: 0,
  delete: 1,
  update: 2,
  import: 3,
  create: 4,
};

/** What hurts most comes first; among equals by name, not in the order in which the engine got to them. */
export function gravestStepsFirst(steps: ResourceStep[]): ResourceStep[] {
  return sortedBy(steps, ({ op, type, name, urn }) => [GRAVITY[op], type, name, urn].join("\u0000"));
}
