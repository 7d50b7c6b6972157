import { compare } from "../access-diff/compare.ts";
import { accessSentences } from "../access-diff/markdown.ts";
import { accessOfPairs } from "../survey/access/index.ts";
import type { Ground } from "./ground.ts";
import { mended } from "./mended.ts";
import { objectChanges } from "./objectChanges.ts";
import { type Plan, pairsOf } from "./plan.ts";

/** What the first `pulumi up` after the import does, a sentence each: to access first, told by the access diff, then to objects. */
export function firstUp(ground: Ground, plan: Plan): string[] {
  return [...accessChanges(ground, plan), ...objectChanges(ground, plan)];
}

function accessChanges(ground: Ground, plan: Plan): string[] {
  const pairs = pairsOf(ground, plan);
  const uses = new Map(
    [...plan.clients].map(([client, { key }]) => [
      client,
      new Map(
        [...plan.apis].flatMap(([api, entry]) => {
          const permissions = plan.settings?.clients[key]?.uses[entry.key];
          return permissions ? [[api, permissions] as const] : [];
        }),
      ),
    ]),
  );
  const after = mended(pairs, ground.grants, uses);
  const model = (some: typeof after) =>
    accessOfPairs(some.pairs, ground.details, some.grants, ground.environment);
  const diff = compare({
    stack: ground.stack,
    before: model({ pairs, grants: ground.grants }),
    after: model(after),
    steps: [],
    secrets: [],
    now: new Date(),
  });
  return [
    ...accessSentences(diff),
    ...diff.rules.map(({ sentence }) => sentence),
    ...diff.scopes.map(({ sentence }) => sentence),
  ];
}
