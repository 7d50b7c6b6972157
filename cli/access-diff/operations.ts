import type { ApiAccess, Operation } from "../../access/index.ts";
import { sorted } from "../../access/sort.ts";
import { code, list } from "./escape.ts";
import { fact, pairs } from "./fact.ts";
import type { Fact } from "./types.ts";

/** What the gateway asks for before it lets a call through; the first asks for nothing. */
type Gate = "nothing" | "any token" | "a permission" | "absent";

/** Operations that open to more than who has a permission, or no longer do. */
export function operationFacts(key: string, was: ApiAccess | undefined, is: ApiAccess): Fact[] {
  return pairs(was?.operations ?? {}, is.operations).flatMap(([operation, old, now]) => {
    const [from, to] = [gateOf(old), gateOf(now)];
    if (from === to || !now) return [];
    const name = `Operation ${code(operation)} of ${code(key)}`;
    const unlisted = now.unlisted ? " The settings do not list it." : "";
    switch (to) {
      case "nothing":
        return [fact(6, `${name} is **open to anyone**: the gateway asks for no token.${unlisted}`)];
      case "any token":
        return [
          fact(
            5,
            `${name} needs **no permission**: every token of a subscribed client opens it, whoever it was issued to or for.${unlisted}`,
          ),
        ];
      default:
        return from === "absent"
          ? []
          : [fact(2, `${name} needs a permission now: ${list(sorted(now.permissions).map(code))}.`)];
    }
  });
}

export function gateOf(operation: Operation | undefined): Gate {
  if (!operation) return "absent";
  if (operation.anonymous) return "nothing";
  return operation.permissions.length === 0 ? "any token" : "a permission";
}
