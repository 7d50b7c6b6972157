import type { Run } from "../../sandbox/engine/index.ts";

/** What a run does to resources, without the stack and its components: `update Application books`. */
export function stepsOf({ steps }: Run): string[] {
  return steps
    .filter(({ type }) => !/^(choreo-azuread|pulumi):/.test(type))
    .map(({ op, type, name }) => `${op} ${type.slice(type.lastIndexOf(":") + 1)} ${name}`);
}
