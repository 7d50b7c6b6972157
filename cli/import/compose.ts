import type { Settings } from "../../settings/index.ts";
import { otherScopes, type PairedApi, type PairedClient } from "../survey/pair/index.ts";
import { type Entry, type Ground, type Left, Unfit } from "./ground.ts";
import { apiEntry } from "./settings/api.ts";
import { clientEntry, isListed, withSubscriptions } from "./settings/client.ts";
import { keyInStack, type OwnedApi } from "./settings/registration.ts";
import { type HeldOf, heldUses } from "./uses.ts";

export interface Composed {
  /** By what the survey calls it: its entry in the stack file. */
  apis: ReadonlyMap<string, Entry>;
  clients: ReadonlyMap<string, Entry>;
  left: Left[];
  /** By client: its uses of APIs that are taken. */
  held: ReadonlyMap<string, HeldOf[]>;
}

export function writtenOf(entries: ReadonlyMap<string, Entry>): Record<string, unknown> {
  return Object.fromEntries(
    [...entries.values()].flatMap(({ key, written }) => (written ? [[key, written]] : [])),
  );
}

/**
 * Entries for all that is chosen and that settings can hold.
 *
 * @param refused by `section name`: why it has to be left out
 */
export function compose(ground: Ground, refused: ReadonlyMap<string, string>): Composed {
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
      : apiEntry(key, name, api, [], ground);
  });
  const webApis = new Map(
    [...apis.keys()].flatMap((name) => {
      const appId = pairs.apis.get(name)?.registration?.application.appId;
      return appId === undefined ? [] : [[appId, name] as const];
    }),
  );
  /** A client may list other scopes of an API that it is not subscribed to: it uses nothing of it in Choreo. */
  const ownedBy = (its: readonly HeldOf[]) =>
    new Map(
      [...webApis].map(([appId, api]): [string, OwnedApi] => {
        const isMeant = its.some(({ use }) => use.api === api);
        const roles = pairs.apis.get(api)?.registration?.application.appRoles ?? [];
        return [
          appId,
          {
            key: apis.get(api)?.key ?? api,
            isUsed: its.some((each) => each.use.api === api && isListed(each)),
            scopes: isMeant ? [] : otherScopes(api, pairs.apis).map(({ id = "" }) => id),
            roles: new Map(roles.map(({ id = "", value }) => [id, value ?? ""])),
          },
        ];
      }),
    );
  const held = new Map<string, HeldOf[]>();
  const owners = ownersIn(pairs.clients, settings?.clients, keys.clients);
  const composed = each("clients", likelyOwnersFirst(pairs.clients), (name, client): Entry => {
    const key = keys.clients.get(name) ?? name;
    const its = heldUses(name, client, apis, ground);
    held.set(name, its);
    const { applicationId } = client.application;
    const api = webApis.get(client.registration?.application.appId ?? "");
    if (api !== undefined)
      throw new Unfit(
        `its registration "${client.registration?.application.displayName}" stands for the API ${api} too, and an entry of the settings has a registration of its own. Give the client one in Azure`,
      );
    if (settings && clientInFile(settings.clients, client) !== undefined)
      return { key, written: undefined, notes: [] };
    const owner = owners.get(applicationId);
    const entry = clientEntry(key, client, its, ownedBy(its), owner, ground);
    if (owner === undefined) owners.set(applicationId, key);
    return entry;
  });
  const clients = new Map(
    [...pairs.clients.keys()].flatMap((name) => {
      const entry = composed.get(name);
      return entry ? [[name, entry] as const] : [];
    }),
  );
  for (const [name, entry] of clients) {
    const { applicationId } = pairs.clients.get(name)?.application ?? {};
    if (owners.get(applicationId ?? "") !== entry.key) continue;
    const listed = [...clients.keys()]
      .filter((each) => pairs.clients.get(each)?.application.applicationId === applicationId)
      .flatMap((each) => held.get(each) ?? [])
      .filter(isListed);
    const its = held.get(name) ?? [];
    clients.set(name, withSubscriptions(entry, its, new Set(listed.map(({ api }) => api))));
  }
  for (const [name, entry] of apis) {
    if (!entry.written) continue;
    const preAuthorized = [...clients].flatMap(([client, { key }]) =>
      held.get(client)?.some(({ use, preAuthorized: is }) => use.api === name && is) ? [key] : [],
    );
    if (preAuthorized.length > 0) entry.written = { ...entry.written, preAuthorized };
  }
  return { apis, clients, left, held };
}

/** Of an application's clients the one after whom it is called is its owner, else that of its production key. */
function likelyOwnersFirst(clients: ReadonlyMap<string, PairedClient>): Map<string, PairedClient> {
  const rank = ({ application, key, registration }: PairedClient) =>
    (registration?.application.displayName === application.name ? 0 : 2) +
    (key.keyType === "PRODUCTION" ? 0 : 1);
  return new Map([...clients].toSorted(([, one], [, other]) => rank(one) - rank(other)));
}

/** By id of an application: the key of the client that the stack file has it for. */
function ownersIn(
  clients: ReadonlyMap<string, PairedClient>,
  known: Settings["clients"] | undefined,
  keys: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    [...clients].flatMap(([name, { application }]) => {
      const key = keys.get(name) ?? name;
      const isOwner = known && Object.hasOwn(known, key) && known[key]?.application.of === undefined;
      return isOwner ? [[application.applicationId, key] as const] : [];
    }),
  );
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
