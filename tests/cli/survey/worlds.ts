import { isDeepStrictEqual } from "node:util";
import type { AccessModel } from "../../../access/index.ts";
import type { StackOutputs } from "../../../cli/shared/stack.ts";
import { Progress } from "../../../cli/survey/progress.ts";
import type { Report } from "../../../cli/survey/report.ts";
import { survey } from "../../../cli/survey/survey.ts";
import { openSurvey } from "../../../cli/survey/tool.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { InProcessStack } from "../../inProcess/stack.ts";
import { Chance } from "../../oracle/chance.ts";
import { configOf, randomChange, randomWorld, type World } from "../../oracle/worlds.ts";
import { startTrustedSandbox } from "../fixture.ts";

export interface Verdict {
  worlds: number;
  chains: number;
  wrong: { seed: number; change: number; differences: string[] }[];
}

/**
 * Brings the access oracle's random worlds up with the real program, surveys each after every change, and compares what the survey pairs,
 * and the access that it computes, with what the program says.
 */
export async function surveyWorlds(seedNumber: number, starts: number, changes: number): Promise<Verdict> {
  const verdict: Verdict = { worlds: 0, chains: 0, wrong: [] };
  for (let start = 0; start < starts; start++) await oneStart(seedNumber + start, changes, verdict);
  return verdict;
}

async function oneStart(number: number, changes: number, verdict: Verdict): Promise<void> {
  const sandbox = await startTrustedSandbox();
  const chance = new Chance(number);
  let world = inOneEnvironment(randomWorld(chance));
  const stack = new InProcessStack({ name: "dev", config: {}, env: sandbox.env });
  const options = {
    identityProvider: seed.identityProviders.v2.name,
    organization: seed.organization,
    organizationId: seed.organizationId,
    api: [],
    client: [],
    pair: new Map<string, string>(),
  };
  for (let change = 0; change <= changes; change++) {
    await stack.setConfig(configOf(world));
    await stack.up();
    const { services, wanted } = await openSurvey(options, { ...process.env, ...sandbox.env });
    const found = await survey(services, wanted, new Progress(() => undefined));
    const differences = differencesOf(world, await stack.outputs<StackOutputs>({ secrets: true }), found);
    if (differences.length > 0) verdict.wrong.push({ seed: number, change, differences });
    verdict.worlds++;
    verdict.chains += found.chains.length;
    world = inOneEnvironment(randomChange(world, chance));
  }
  await sandbox.stop();
}

/** What runs where the stack does not deploy is in a survey, and not in a stack's model. */
function inOneEnvironment(world: World): World {
  return { ...world, environments: [seed.gatewayEnvironment] };
}

function differencesOf(world: World, outputs: StackOutputs, found: Report): string[] {
  const compare = (what: string, is: unknown, shall: unknown) =>
    isDeepStrictEqual(is, shall)
      ? []
      : [`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(shall)}`];
  const declared = Object.entries(world.clients).flatMap(([client, { uses }]) =>
    Object.entries(uses).map(
      ([api, permissions]) => `${client} → ${api}: ${permissions.toSorted().join(" ")}`,
    ),
  );
  return [
    ...Object.entries(outputs.apis).flatMap(([key, { azure }]) =>
      compare(`registration of ${key}`, found.apis[key]?.registration?.clientId, azure.clientId),
    ),
    ...Object.entries(outputs.connections).flatMap(([key, { clientId }]) =>
      compare(`registration of ${key}`, found.clients[`${key} dev`]?.registration?.clientId, clientId),
    ),
    ...compare(
      "chains",
      found.chains
        .map(
          ({ client, api, permissions }) =>
            `${plainKey(client)} → ${api}: ${permissions.toSorted().join(" ")}`,
        )
        .sort(),
      declared.sort(),
    ),
    ...compare(
      "candidates",
      Object.values(found.apis).flatMap(({ candidates }) => candidates),
      [],
    ),
    ...compare("access", comparable(found.access), comparable(outputs.access as AccessModel)),
  ];
}

/** The program names an application `desk (dev)`. */
function plainKey(key: string): string {
  return key.replace(/ dev$/, "");
}

/** What both know: a survey knows no settings, so neither what they list, nor rotations, nor what they call the deployer. */
function comparable({ apis, clients }: AccessModel) {
  return {
    apis: Object.fromEntries(
      Object.entries(apis).map(([key, { operations, preAuthorized, ...api }]) => [
        key,
        {
          ...api,
          ...(preAuthorized
            ? {
                preAuthorized: Object.fromEntries(
                  Object.entries(preAuthorized).map(([client, names]) => [plainKey(client), names]),
                ),
              }
            : {}),
          operations: Object.fromEntries(
            Object.entries(operations).map(([name, { permissions, anonymous }]) => [
              name,
              { permissions, ...(anonymous ? { anonymous } : {}) },
            ]),
          ),
        },
      ]),
    ),
    clients: Object.fromEntries(
      Object.entries(clients).map(([key, { secret: _, ...client }]) => [plainKey(key), client]),
    ),
  };
}
