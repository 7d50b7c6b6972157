import { type AccessModel, isServed } from "../../access/index.ts";
import { sorted } from "../../access/sort.ts";
import { code, list } from "./escape.ts";
import { fact } from "./fact.ts";
import type { Fact } from "./types.ts";

/** Clients whose type of key an API has no endpoint for: all their calls are refused, whatever their tokens hold. */
export function servedFacts(before: AccessModel, after: AccessModel): Fact[] {
  return Object.keys(after.apis).flatMap((api) => {
    const changed = (has: AccessModel, lacks: AccessModel) =>
      sorted(
        Object.entries(after.clients).flatMap(([client, { subscribed }]) => {
          const isRefused = (model: AccessModel) =>
            model.clients[client]?.subscribed.includes(api) && !isServed(model, client, api);
          return subscribed.includes(api) && isRefused(lacks) && !isRefused(has) ? [code(client)] : [];
        }),
      );
    const [refused, served] = [changed(before, after), changed(after, before)];
    const name = `API ${code(api)}`;
    return [
      ...(refused.length > 0
        ? [
            fact(
              5,
              `${name} has **no endpoint for the type of key** of ${list(refused)}: the gateway refuses every token of theirs (401 900901).`,
            ),
          ]
        : []),
      ...(served.length > 0
        ? [
            fact(
              3,
              `${name} has an endpoint for the type of key of ${list(served)} now: their calls come back.`,
            ),
          ]
        : []),
    ];
  });
}
