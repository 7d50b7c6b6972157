import type { Operation, Running } from "../../access/index.ts";
import type { Api } from "../../providers/choreo/index.ts";

/** Operations of an API or a revision, by what the gateway asks for. */
export function asGatewaysHave(operations: Api["operations"]): Record<string, Operation> {
  const entries = operations.map(({ verb, target, scopes, anonymous }): [string, Operation] => [
    `${verb} ${target}`,
    { permissions: [...scopes].sort(), ...(anonymous ? ({ anonymous: true } as const) : {}) },
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As the access model has them: the usual is left out. */
export function keyTypesIn({ keyTypes }: Pick<Api, "keyTypes">): Pick<Running, "keyTypes"> {
  return keyTypes.includes("SANDBOX") ? { keyTypes: [...keyTypes].sort() } : {};
}
