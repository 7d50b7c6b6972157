import { isDeepStrictEqual } from "node:util";
import { parseSettings, readDocuments, type Settings } from "../../../settings/index.ts";
import { InProcessStack } from "../../inProcess/stack.ts";
import { stepsOf } from "../../inProcess/steps.ts";
import { Chance } from "../../oracle/chance.ts";
import { configOf, randomChange, randomWorld, type World } from "../../oracle/worlds.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { Rig } from "./rig.ts";

export interface RoundTrips {
  worlds: number;
  /** Keys of settings that came back otherwise, and steps of the preview after the import. */
  wrong: { seed: number; differences: string[] }[];
}

type Config = Record<string, unknown>;

/** Stacks of random worlds that the real program made lose their state and their file, and are imported. */
export async function roundTrips(seed: number, starts: number, changes: number): Promise<RoundTrips> {
  const verdict: RoundTrips = { worlds: 0, wrong: [] };
  for (let start = 0; start < starts; start++) {
    const differences = await oneWorld(seed + start, changes);
    if (differences.length > 0) verdict.wrong.push({ seed: seed + start, differences });
    verdict.worlds++;
  }
  return verdict;
}

/** @returns what came back otherwise */
async function oneWorld(number: number, changes: number): Promise<string[]> {
  const sandbox = await startTrustedSandbox();
  const chance = new Chance(number);
  let world: World = randomWorld(chance);
  for (let change = 0; change < changes; change++) world = randomChange(world, chance);
  const config = withMore(configOf(world), number);
  const choreo = config["choreo-azuread:choreo"];
  await new InProcessStack({ name: "dev", config, env: sandbox.env }).up();

  const stack = new InProcessStack({ name: "dev", config: {}, env: sandbox.env });
  const rig = await Rig.start(sandbox);
  await rig.write(`config:\n  choreo-azuread:choreo: ${JSON.stringify(choreo)}\n`);
  const run = await rig.importInto(stack, ["--all"]);
  const found = await rig.config();
  await stack.setConfig(found);
  const differences = [
    ...(run.code === 0 ? [] : [run.err]),
    ...(run.out.includes("Left as it is: client") ? [run.out] : []),
    ...(await differencesOf(config, found)),
    ...stepsOf(await stack.preview()),
  ];
  await rig.stop();
  await sandbox.stop();
  return differences;
}

/** The same stack with what people have and the oracle's worlds do not. */
function withMore(config: Config, number: number): Config {
  const entries = (section: string) =>
    Object.entries(config[`choreo-azuread:${section}`] as Record<string, Config>);
  const apis = entries("apis").map(([key, api]) => {
    const isOpen = "assigned" in api;
    return [
      key,
      {
        ...api,
        otherScopes: {
          access_as_user: { consent: "users" },
          legacy: { displayName: "Old", description: "Was used once", enabled: false },
        },
        roles: {
          ...(api.roles as object | undefined),
          sweeper: { description: "Sweeps", allowedMemberTypes: ["Application"] },
          ...(isOpen
            ? { past: { displayName: "Past", allowedMemberTypes: ["Application", "User"], enabled: false } }
            : {}),
        },
      },
    ] as const;
  });
  // Every other world: the second client has the other key of the first one's application.
  const [[owner] = [""]] = entries("clients");
  const isShared = number % 2 === 0;
  const used = (all: Config[]) => [...new Set(all.flatMap(({ uses }) => Object.keys(uses as object)))].sort();
  const clients = entries("clients").map(([key, client], index) => {
    const isOther = isShared && index > 0;
    const [first, ...others] = used(isShared ? entries("clients").map(([, each]) => each) : [client]);
    const [[api, permissions] = ["", []]] = Object.entries(client.uses as Record<string, string[]>);
    return [
      key,
      {
        ...client,
        uses: { ...(client.uses as object), [api]: [...permissions, "access_as_user"] },
        ...(isOther ? { application: { of: owner }, keyType: "SANDBOX" } : {}),
        ...(!isOther && first && others.length > 0 ? { subscriptionPolicies: { [first]: "Bronze" } } : {}),
      },
    ] as const;
  });
  return {
    ...config,
    "choreo-azuread:apis": Object.fromEntries(apis),
    "choreo-azuread:clients": Object.fromEntries(clients),
  };
}

async function differencesOf(made: Config, imported: Config): Promise<string[]> {
  const [was, is] = await Promise.all([made, imported].map(settingsOf));
  return (["apis", "clients"] as const).flatMap((section) =>
    [...new Set([...Object.keys(was?.[section] ?? {}), ...Object.keys(is?.[section] ?? {})])].flatMap(
      (key) => {
        const [one, other] = [was?.[section][key], is?.[section][key]].map((entry) =>
          comparable({ ...entry }),
        );
        const names = [...new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})])];
        return names
          .filter((name) => !isDeepStrictEqual(one?.[name], other?.[name]))
          .map(
            (name) =>
              `${section}.${key}.${name}: ${JSON.stringify(other?.[name])} instead of ${JSON.stringify(one?.[name])}`,
          );
      },
    ),
  );
}

async function settingsOf(config: Config): Promise<Settings> {
  const raw = {
    environment: "dev",
    ...Object.fromEntries(
      ["choreo", "apis", "clients"].map((key) => [key, config[`choreo-azuread:${key}`] ?? {}]),
    ),
  };
  return parseSettings(raw, {
    documents: await readDocuments(raw, () => ""),
    now: new Date("2026-11-26T00:00:00Z"),
  });
}

/**
 * What cannot come back: a secret, which Entra shows to nobody; an operation that needs no permission, which a stack may list or not;
 * and the order of lists.
 */
function comparable(entry: Config): Config {
  const { secret: _, operations, ...rest } = entry;
  const opened = Object.entries((operations ?? {}) as Record<string, string[]>).filter(
    ([, opens]) => opens.length > 0,
  );
  return sorted({ ...rest, ...(operations ? { operations: Object.fromEntries(opened) } : {}) }) as Config;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort();
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
