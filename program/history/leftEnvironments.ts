import type { AccessModel } from "../../access/index.ts";
import type { Leaving, LeftEnvironment } from "../../providers/choreo/index.ts";
import type { ResolvedSettings } from "../../settings/index.ts";
import { asGatewaysHave, keyTypesIn } from "./asGatewaysHave.ts";
import type { History } from "./History.ts";

/** Asks Choreo what runs where a stack leaves. */
export type AfterLeaving = (leaving: Leaving) => Promise<LeftEnvironment[]>;

/** Of an `ApiDeployment` in the state. */
interface Deployed {
  apiId: string;
  claimant: string;
  environments?: string[];
  deployedTo: string[];
  before?: Leaving["before"];
}

/**
 * What runs in gateway environments that the settings no longer name, or of APIs that they have given up: often the revision from before,
 * which may ask for less. Choreo is only asked where the stack leaves one.
 *
 * @returns undefined where it leaves none
 */
export async function leftEnvironments(
  history: History,
  { apis, choreo }: Pick<ResolvedSettings, "apis" | "choreo">,
  afterLeaving: AfterLeaving,
): Promise<AccessModel["left"]> {
  const named = choreo.gatewayEnvironments;
  const found = await Promise.all(
    history.all("deployment").map(async ({ name, outputs }) => {
      const { apiId, claimant, environments, deployedTo = [], before } = outputs as unknown as Deployed;
      const [key] = Object.entries(apis).find(([, { choreo }]) => choreo.apiId === apiId) ?? [];
      const stays =
        key !== undefined && (named ? deployedTo.every((each) => named.includes(each)) : !environments);
      if (stays || deployedTo.length === 0) return [];
      const next = key === undefined ? "none" : (named ?? "usual");
      const left = await afterLeaving({ apiId, claimant, deployedTo, next, before }).catch(() =>
        deployedTo
          .filter((environment) => !named?.includes(environment) || key === undefined)
          .map(
            (environment): LeftEnvironment => ({
              environment,
              runs: "unknown",
              operations: undefined,
              keyTypes: [],
            }),
          ),
      );
      return left.length > 0 ? [[key ?? name, Object.fromEntries(left.map(entryOf))] as const] : [];
    }),
  );
  return found.flat().length > 0 ? Object.fromEntries(found.flat()) : undefined;
}

function entryOf({ environment, runs, operations, keyTypes }: LeftEnvironment) {
  if (!operations) return [environment, { runs }] as const;
  const there = { operations: asGatewaysHave(operations), ...keyTypesIn({ keyTypes }) };
  return [environment, { runs, ...there }] as const;
}
