import { type Problem, type Settings, SettingsError } from "../../settings/index.ts";
import { CliError } from "../shared/errors.ts";
import type { Adoption } from "../shared/importFile.ts";
import type { PairedApi, PairedClient, Pairs } from "../survey/pair/index.ts";
import { type Composed, compose, writtenOf } from "./compose.ts";
import type { Ground, Left } from "./ground.ts";
import { azureApiResources } from "./resources/azureApi.ts";
import { azureClientResources } from "./resources/azureClient.ts";
import { choreoApiResources, choreoApplicationResources } from "./resources/choreo.ts";

export interface Plan extends Pick<Composed, "apis" | "clients" | "left"> {
  /** Of the stack file with its new entries; undefined where it has no API, so that there is no stack to speak of. */
  settings: Settings | undefined;
  /** All that is there of what these entries stand for, in the state or not. */
  resources: Adoption[];
}

/** Reads settings out of the stack's configuration with these entries added to it. */
export type ReadSettings = (added: {
  apis: Record<string, unknown>;
  clients: Record<string, unknown>;
}) => Promise<Settings>;

/** What the program would refuse of such settings. */
export type LookAtSettings = (settings: Settings) => Promise<readonly Problem[]>;

/**
 * Entries for all that is chosen, and the resources that they stand for. What the settings cannot hold is left out, with the reason; so is
 * what they or the program refuse.
 *
 * @throws CliError (usage) where the stack file itself is wrong
 */
export async function planImport(ground: Ground, read: ReadSettings, look: LookAtSettings): Promise<Plan> {
  const refused = new Map<string, string>();
  for (;;) {
    const composed = compose(ground, refused);
    if (composed.apis.size === 0 && !ground.settings) return nothingHeld(composed);
    const added = { apis: writtenOf(composed.apis), clients: writtenOf(composed.clients) };
    try {
      const settings = await read(added);
      const objections = ofEntries(composed, await look(settings));
      if (objections.length === 0)
        return { ...composed, settings, resources: resourcesOf(ground, composed, settings) };
      for (const [name, message] of objections) refused.set(name, message);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      const unsaid = ofEntries(composed, error.problems);
      if (unsaid.length === 0)
        throw new CliError("usage", error.message, "Set that right in the stack file first.");
      for (const [name, message] of unsaid) refused.set(name, `the settings cannot say it: ${message}`);
    }
  }
}

/** Problems of entries that the import would write, by section and name. */
function ofEntries({ apis, clients }: Composed, problems: readonly Problem[]): [string, string][] {
  return problems.flatMap(({ path: [section, key], message }) => {
    const entries = section === "apis" ? apis : section === "clients" ? clients : [];
    const found = [...entries].find(([, entry]) => entry.written && entry.key === key);
    return found ? [[`${section} ${found[0]}`, message] as [string, string]] : [];
  });
}

/** Settings have at least one API. */
function nothingHeld({ clients, left }: Composed): Plan {
  const why = "none of the APIs that it uses can be in the stack";
  return {
    apis: new Map(),
    clients: new Map(),
    left: [...left, ...[...clients.keys()].map((name): Left => ({ section: "clients", name, why }))],
    settings: undefined,
    resources: [],
  };
}

function resourcesOf(ground: Ground, { apis, clients, held }: Composed, settings: Settings): Adoption[] {
  const { pairs } = ground;
  const environments = settings.choreo.gatewayEnvironments;
  return [
    ...[...apis].flatMap(([name, { key }]) => {
      const api = pairs.apis.get(name) as PairedApi;
      const its = settings.apis[key] as Settings["apis"][string];
      return [
        ...choreoApiResources(key, api, its, environments, ground),
        ...azureApiResources(key, name, api, its, ground),
      ];
    }),
    ...[...clients].flatMap(([name, { key }]) => {
      const client = pairs.clients.get(name) as PairedClient;
      const its = settings.clients[key] as Settings["clients"][string];
      const uses = (held.get(name) ?? []).map((each) => ({
        ...each,
        preAuthorized: each.preAuthorized && settings.apis[each.api]?.preAuthorized.includes(key) === true,
      }));
      return [
        ...azureClientResources(key, client, its, uses, ground),
        ...choreoApplicationResources(key, client, its, uses, ground),
      ];
    }),
  ];
}

/** Only what the stack takes. */
export function pairsOf(
  { pairs }: Pick<Ground, "pairs">,
  { apis, clients }: Pick<Plan, "apis" | "clients">,
): Pairs {
  return {
    ...pairs,
    apis: new Map([...pairs.apis].filter(([name]) => apis.has(name))),
    clients: new Map([...pairs.clients].filter(([name]) => clients.has(name))),
    uses: pairs.uses.filter(({ api, client }) => apis.has(api) && clients.has(client)),
  };
}
