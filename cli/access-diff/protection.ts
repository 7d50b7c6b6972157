import { sorted } from "../../access/sort.ts";
import { code, count, list } from "./escape.ts";
import { fact } from "./fact.ts";
import type { Fact, ProtectionChange } from "./types.ts";

/** As many names as a reviewer reads. */
const MOST_NAMES = 5;

/** What this program never protects itself: an import has it protected until the first `up`, and that this ends is no news. */
const NEVER_PROTECTED = new Set([
  "azuread:AppRoleAssignment",
  "random:RandomUuid",
  "choreo:ApiPermissions",
  "choreo:ApiDeployment",
]);

/** Resources that Pulumi (no longer) refuses to delete: the state alone changes, so no step of the engine shows it. */
export function protectionFacts(changes: ProtectionChange[]): Fact[] {
  const named = (on: boolean) =>
    sorted(
      changes
        .filter((each) => each.on === on && !NEVER_PROTECTED.has(each.type))
        .map(({ type, name }) => `${code(type)} ${code(name)}`),
    );
  const [off, on] = [named(false), named(true)];
  return [
    ...(off.length > 0
      ? [
          fact(
            5,
            `**Protection ends** for ${some(off)}: from the next update on Pulumi deletes or replaces it when asked.`,
          ),
        ]
      : []),
    ...(on.length > 0 ? [fact(1, `Protected against deletion from now on: ${some(on)}.`)] : []),
  ];
}

function some(names: string[]): string {
  if (names.length <= MOST_NAMES) return list(names);
  return list([...names.slice(0, MOST_NAMES), count(names.length - MOST_NAMES, "more resource")]);
}
