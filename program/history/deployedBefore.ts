import { isDeepStrictEqual } from "node:util";
import {
  type AccessModel,
  type DeployedOperations,
  type Operation,
  operationsOf,
  type Running,
} from "../../access/index.ts";
import { deploymentTrigger } from "../../components/deploymentTrigger.ts";
import type { Api, DeployedAccess } from "../../providers/choreo/index.ts";
import type { ResolvedApi, ResolvedSettings } from "../../settings/index.ts";
import { mapValues } from "../../shared/records.ts";
import { textsInChoreo } from "../wiring.ts";
import { asGatewaysHave, keyTypesIn } from "./asGatewaysHave.ts";
import type { History } from "./History.ts";

/** Asks Choreo what runs at the gateways. */
export type Deployed = (
  apiId: string,
  environments: readonly string[] | undefined,
) => Promise<DeployedAccess | undefined>;

type Operations = Record<string, Operation>;

/** What the last run said of an API. */
interface Told extends Running {
  /** Its gateway environments had not the same, and it left them so. */
  differ: boolean;
}

/**
 * What the gateways let through before this run, by API, where it is not what the last run left there or what is saved: what somebody
 * saves in Choreo by hand, operations or endpoints, comes into force with the next revision, whoever deploys it. Choreo is only asked
 * where this run deploys one, or where the API was changed since the last run, so a run that changes nothing costs no call.
 *
 * @returns undefined where it all is as the last run left it
 */
export async function deployedBefore(
  history: History,
  { apis, choreo }: Pick<ResolvedSettings, "apis" | "choreo">,
  deployed: Deployed,
): Promise<AccessModel["deployed"]> {
  const found = await Promise.all([
    ...Object.entries(apis).map(async ([key, api]) => {
      const permissions = history.entry("permissions", key, api)?.outputs;
      // What Choreo owns is read as it is deployed; what this stack did not have before it did not let anybody through to.
      if (api.permissionsFrom === "choreo" || permissions?.apiId !== api.choreo.apiId) return [];
      const last = history.entry("deployment", key, api)?.outputs;
      const told = toldBy(history, [key, ...api.formerly]);
      const isDeploying = !last || isChanged(last, api, choreo.gatewayEnvironments);
      const saved = runningIn(api.choreo);
      const entry = (widest: Running, at?: Record<string, Running>) => [
        [
          key,
          { ...deployedAs(api.operations, widest, at), ...(isDeploying ? {} : { stays: true as const }) },
        ] as const,
      ];
      if (!isDeploying && (!told || (isDeepStrictEqual(saved, gates(told)) && !told.differ)))
        return told && isUndone(told.operations, api.operations) ? entry(gates(told)) : [];
      const environments = (last?.deployedTo as string[] | undefined) ?? choreo.gatewayEnvironments;
      const there = await deployed(api.choreo.apiId, environments);
      const running = runningEverywhere(there);
      const left = operationsOf(
        permissions.operations as Record<string, string[]>,
        (told ?? saved).operations,
      );
      // What the API has endpoints for is not of the stack: the newest word counts for what the last run left.
      const leftThere = gates({ ...saved, operations: left });
      return isDeploying && running.isOnly(leftThere) ? [] : entry(running.widest, running.at);
    }),
    ...givenUpBefore(history, apis, deployed),
  ]);
  return found.flat().length > 0 ? Object.fromEntries(found.flat()) : undefined;
}

/** APIs that the settings have given up: what somebody has deployed of one since the last run, its people lose, and it stays there. */
function givenUpBefore(history: History, apis: ResolvedSettings["apis"], deployed: Deployed) {
  const ids = new Set<unknown>(Object.values(apis).map(({ choreo }) => choreo.apiId));
  const gone = history
    .all("deployment")
    .filter(({ outputs: { apiId, deployedTo } }) => !ids.has(apiId) && (deployedTo as string[])?.length > 0);
  return gone.map(async ({ name, outputs }) => {
    // Gone from Choreo, or the look-up failed: what the last run left is all that is known.
    const there = await deployed(outputs.apiId as string, outputs.deployedTo as string[]).catch(() => null);
    if (there === null) return [];
    const listed = (history.one("permissions", name)?.outputs.operations ?? {}) as Record<string, string[]>;
    const told = toldBy(history, [name]);
    const operations = operationsOf(listed, told?.operations ?? {});
    const left = gates({ operations, ...(told?.keyTypes ? { keyTypes: told.keyTypes } : {}) });
    const running = runningEverywhere(there);
    return running.isOnly(left) ? [] : [[name, deployedAs(listed, running.widest, running.at)] as const];
  });
}

/** The model that the last `up` wrote; none from before version 2, which did not know operations of others. */
function toldBy(history: History, keys: string[]): Told | undefined {
  const access = history.all("stack")[0]?.outputs.access as AccessModel | undefined;
  if (access?.version !== 2) return undefined;
  const [found] = keys.flatMap((key) => {
    const { stays, at } = access.deployed?.[key] ?? {};
    const api = access.apis[key];
    return api ? [{ ...api, differ: stays === true && at !== undefined }] : [];
  });
  return found;
}

/** Whether the deployment has a step in this run, as its diff will say. */
function isChanged(
  { trigger, environments }: Record<string, unknown>,
  { permissions, operations }: ResolvedApi,
  named: string[] | undefined,
): boolean {
  return (
    trigger !== deploymentTrigger(mapValues(permissions, textsInChoreo), operations) ||
    !isDeepStrictEqual(environments, named)
  );
}

/** Whether a listed operation was found open by the last run already: deployed by hand, and still so. */
function isUndone(told: Operations, listed: Record<string, string[]>): boolean {
  return Object.entries(listed).some(([name, permissions]) => {
    const operation = told[name];
    if (!operation || permissions.length === 0) return false;
    return operation.anonymous === true || permissions.some((each) => !operation.permissions.includes(each));
  });
}

/** What was found at the gateways; where no revision is, nothing runs. */
function runningEverywhere(there: DeployedAccess | undefined) {
  const widest: Running = there ? runningIn(there) : { operations: {} };
  const at = mapValues(there?.at ?? {}, runningIn);
  const isOnly = (wanted: Running) =>
    [widest, ...Object.values(at)].every((each) => isDeepStrictEqual(each, wanted));
  return { widest, at, isOnly };
}

function runningIn({ operations, keyTypes }: Pick<Api, "operations" | "keyTypes">): Running {
  return { operations: asGatewaysHave(operations), ...keyTypesIn({ keyTypes }) };
}

/** Without what tells whose it is. */
function gates({ operations, keyTypes }: Running): Running {
  return {
    operations: mapValues(operations, ({ permissions, anonymous }) => ({
      permissions: [...permissions].sort(),
      ...(anonymous ? { anonymous } : {}),
    })),
    ...(keyTypes ? { keyTypes } : {}),
  };
}

/** As the model has it: marked is what the stack does not list; by environment only where these differ. */
function deployedAs(
  listed: Record<string, string[]>,
  widest: Running,
  at: Record<string, Running> = {},
): DeployedOperations {
  const mark = ({ operations, ...there }: Running): Running => ({
    operations: mapValues(operations, (operation, name) => marked(operation, listed[name])),
    ...there,
  });
  const differ = new Set(Object.values(at).map((there) => JSON.stringify(there))).size > 1;
  return { ...mark(widest), ...(differ ? { at: mapValues(at, mark) } : {}) };
}

function marked(operation: Operation, listed: string[] | undefined): Operation {
  if (!listed) return { ...operation, unlisted: true };
  const others = operation.permissions.filter((each) => !listed.includes(each));
  return { ...operation, ...(others.length > 0 ? { others } : {}) };
}
