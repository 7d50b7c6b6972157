import type { AccessModel, LeftEnvironment } from "../../access/index.ts";
import { sorted } from "../../access/sort.ts";

/** An API in a gateway environment that the stack leaves. */
export interface Leaving {
  api: string;
  environment: string;
  there: LeftEnvironment;
}

/** All that the stack leaves; where the preview did not look at it, it is not known what runs there then. */
export function leavings(before: AccessModel, after: AccessModel): Leaving[] {
  return Object.entries(before.apis).flatMap(([api, { environments = [] }]) => {
    const looked = after.left?.[api] ?? {};
    const stays = after.apis[api] && (after.apis[api].environments ?? environments);
    const left = new Set([...environments.filter((each) => !stays?.includes(each)), ...Object.keys(looked)]);
    return sorted(left).map((environment) => ({
      api,
      environment,
      there: looked[environment] ?? { runs: "unknown" },
    }));
  });
}

/** APIs that the stack gives up altogether, of which it is known where they were deployed. */
export function givenUp(before: AccessModel, after: AccessModel): string[] {
  const apis = leavings(before, after).map(({ api }) => api);
  return [...new Set(apis)].filter((api) => !Object.hasOwn(after.apis, api));
}
