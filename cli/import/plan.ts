import { type Settings, SettingsError } from "../../settings/index.ts";
import { CliError } from "../shared/errors.ts";
import type { Adoption } from "../shared/importFile.ts";
import type { PairedApi, PairedClient, Pairs } from "../survey/pair/index.ts";
import { type Entry, type Ground, Unfit } from "./ground.ts";
import { azureApiResources } from "./resources/azureApi.ts";
import { azureClientResources } from "./resources/azureClient.ts";
import { choreoApiResources, choreoApplicationResources } from "./resources/choreo.ts";
import { apiEntry } from "./settings/api.ts";
import { clientEntry, type HeldUse } from "./settings/client.ts";
import { keyInStack } from "./settings/registration.ts";

/** What stays as it is, and why the stack does not take it. */
export interface Left {
  section: "apis" | "clients";
  /** As the survey calls it. */
  name: string;
  why: string;
}

export interface Plan {
  /** By what the survey calls it: its entry in the stack file. */
  apis: ReadonlyMap<string, Entry>;
  clients: ReadonlyMap<string, Entry>;
  left: Left[];
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

/**
 * Entries for all that is chosen, and the resources that they stand for. What the settings cannot hold is left out, with the reason; so is
 * what they refuse.
 *
 * @throws CliError (usage) where the stack file itself is wrong
 */
export async function planImport(ground: Ground, read: ReadSettings): Promise<Plan> {
  const refused = new Map<string, string>();
  for (;;) {
    const composed = compose(ground, refused);
    if (composed.apis.size === 0 && !ground.settings) return nothingHeld(composed);
    const added = { apis: writtenOf(composed.apis), clients: writtenOf(composed.clients) };
    try {
      const settings = await read(added);
      return { ...composed, settings, resources: resourcesOf(ground, composed, settings) };
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      const ours = error.problems.flatMap(({ path: [section, key], message }) => {
        const entries = section === "apis" ? composed.apis : section === "clients" ? composed.clients : [];
        const found = [...entries].find(([, entry]) => entry.written && entry.key === key);
        return found ? [[`${section} ${found[0]}`, message] as const] : [];
      });
      if (ours.length === 0)
        throw new CliError("usage", error.message, "Set that right in the stack file first.");
      for (const [name, message] of ours) refused.set(name, `the settings cannot say it: ${message}`);
    }
  }
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

type Composed = Pick<Plan, "apis" | "clients" | "left"> & { held: ReadonlyMap<string, HeldOf[]> };
type HeldOf = HeldUse & { preAuthorized: boolean };

function writtenOf(entries: ReadonlyMap<string, Entry>): Record<string, unknown> {
  return Object.fromEntries(
    [...entries.values()].flatMap(({ key, written }) => (written ? [[key, written]] : [])),
  );
}

function compose(ground: Ground, refused: ReadonlyMap<string, string>): Composed {
  const { pairs, settings } = ground;
  const left: Left[] = [];
  const each = <T>(
    section: Left["section"],
    all: ReadonlyMap<string, T>,
    make: (name: string, one: T) => Entry,
  ) => {
    const entries = new Map<string, Entry>();
    for (const [name, one] of all) {
      try {
        const why = refused.get(`${section} ${name}`);
        if (why !== undefined) throw new Unfit(why);
        entries.set(name, make(name, one));
      } catch (error) {
        if (!(error instanceof Unfit)) throw error;
        left.push({ section, name, why: error.message });
      }
    }
    return entries;
  };
  const keys = {
    apis: keysFor(pairs.apis, apiInFile, settings?.apis, ground),
    clients: keysFor(pairs.clients, clientInFile, settings?.clients, ground),
  };
  const apis = each("apis", pairs.apis, (name, api): Entry => {
    const key = keys.apis.get(name) ?? name;
    return settings && apiInFile(settings.apis, api) !== undefined
      ? { key, written: undefined, notes: [] }
      : apiEntry(key, api, [], ground);
  });
  const owned = [...apis.keys()].flatMap(
    (name) => pairs.apis.get(name)?.registration?.application.appId ?? [],
  );
  const held = new Map<string, HeldOf[]>();
  const taken = new Map<string, string>();
  const clients = each("clients", pairs.clients, (name, client): Entry => {
    const key = keys.clients.get(name) ?? name;
    const its = heldUses(name, client, apis, ground);
    held.set(name, its);
    const { applicationId } = client.application;
    const other = taken.get(applicationId);
    if (other !== undefined)
      throw new Unfit(
        `its application has a key for ${other} too, and settings hold one key for each application: this one stays as it is`,
      );
    const entry =
      settings && clientInFile(settings.clients, client) !== undefined
        ? { key, written: undefined, notes: [] }
        : clientEntry(key, client, its, owned, ground);
    taken.set(applicationId, name);
    return entry;
  });
  for (const [name, entry] of apis) {
    if (!entry.written) continue;
    const preAuthorized = [...clients].flatMap(([client, { key }]) =>
      held.get(client)?.some(({ use, preAuthorized: is }) => use.api === name && is) ? [key] : [],
    );
    if (preAuthorized.length > 0) entry.written = { ...entry.written, preAuthorized };
  }
  return { apis, clients, left, held };
}

const apiInFile = (apis: Settings["apis"], { api }: PairedApi) =>
  Object.keys(apis).find((key) => apis[key]?.name === api.name && apis[key]?.version === api.version);

const clientInFile = (clients: Settings["clients"], { application, key: { keyType } }: PairedClient) =>
  Object.keys(clients).find(
    (key) => clients[key]?.applicationName === application.name && clients[key]?.keyType === keyType,
  );

/** The key that the file has for it already, else one that nothing in it has. */
function keysFor<T extends Pick<PairedApi, "registration">, Known extends Record<string, unknown>>(
  all: ReadonlyMap<string, T>,
  inFile: (known: Known, one: T) => string | undefined,
  known: Known | undefined,
  ground: Ground,
): Map<string, string> {
  const used = new Set(Object.keys(known ?? {}));
  return new Map(
    [...all].map(([name, one]) => {
      const own = known && inFile(known, one);
      if (own !== undefined) return [name, own];
      const wanted = (one.registration && keyInStack(one.registration, ground)) ?? name;
      let key = wanted;
      for (let number = 2; used.has(key); number++) key = `${wanted} ${number}`;
      used.add(key);
      return [name, key];
    }),
  );
}

function heldUses(
  name: string,
  { registration }: PairedClient,
  apis: ReadonlyMap<string, Entry>,
  { pairs, grants }: Ground,
): HeldOf[] {
  return pairs.uses
    .filter(({ client, api }) => client === name && apis.has(api))
    .map((use) => {
      const web = pairs.apis.get(use.api);
      const scopes = scopesListed(web, use.permissions);
      const pre = web?.registration?.application.api?.preAuthorizedApplications?.find(
        ({ appId }) => appId === registration?.application.appId,
      );
      const grant = grants.find(
        ({ clientId, resourceId, consentType }) =>
          clientId === registration?.principal?.id &&
          resourceId === web?.registration?.principal?.id &&
          consentType === "AllPrincipals",
      );
      const isSame = (some: readonly (string | null | undefined)[], others: readonly unknown[]) =>
        some.length > 0 && some.length === others.length && some.every((one) => others.includes(one));
      return {
        api: apis.get(use.api)?.key ?? use.api,
        use,
        adminConsent: isSame(
          scopes.map(({ value }) => value),
          (grant?.scope ?? "").split(" ").filter(Boolean),
        ),
        preAuthorized: isSame(
          scopes.map(({ id }) => id),
          pre?.delegatedPermissionIds ?? [],
        ),
      };
    });
}

function scopesListed(web: PairedApi | undefined, permissions: readonly string[]) {
  const prefix = web?.api.scopePrefix ?? "";
  return (web?.scopes ?? [])
    .filter(({ fullName }) => permissions.some((name) => fullName === prefix + name || fullName === name))
    .flatMap(({ scope }) => scope ?? []);
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
        ...azureApiResources(key, api, its, ground),
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
