import type { History } from "./History.ts";

type Assigned = Record<"users" | "groups", Record<string, string>>;

/** By object id: what users and groups were called in the settings of the last run, as its outputs say. */
export function formerPrincipals(
  history: History,
  kinds: readonly (keyof Assigned)[] = ["users", "groups"],
): Record<string, string[]> {
  const [stack] = history.all("stack");
  const apis = (stack?.outputs.apis ?? {}) as Record<string, { assigned?: Partial<Assigned> }>;
  const names: Record<string, string[]> = {};
  for (const { assigned } of Object.values(apis)) {
    for (const [name, id] of kinds.flatMap((kind) => Object.entries(assigned?.[kind] ?? {}))) {
      names[id] = [...new Set([...(names[id] ?? []), name])];
    }
  }
  return names;
}
