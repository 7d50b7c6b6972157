import { choreo } from "../../sandbox/seed.ts";
import type { Chance } from "./chance.ts";

/** What varies of a stack's settings: two APIs, two clients, three people, a group. */
export interface World {
  apis: Record<string, WorldApi>;
  clients: Record<string, WorldClient>;
  /** Gateway environments that the stack deploys to. */
  environments: string[];
}

interface WorldApi {
  permissions: Record<string, { consent: "users" | "admins"; enabled: boolean }>;
  operations: Record<string, string[]>;
  users: string[];
  groups: string[];
  /** With roles those of `users` are clerks and the groups have the role boss; without, all are simply assigned. */
  roles: boolean;
  preAuthorized: string[];
  owners: string[];
}

interface WorldClient {
  uses: Record<string, string[]>;
  adminConsent: string[];
  owners: string[];
}

export const APIS = ["books", "orders"] as const;
export const CLIENTS = ["desk", "shop"] as const;
export const USERS = ["ada", "grace", "eve"].map((name) => `${name}@taylordean.example`);
const GROUPS = ["Librarians", "Clerks"];
export const ENVIRONMENTS = ["Default", "Staging"];
const PERMISSIONS = ["read", "write", "audit"];

export function operationsOf(api: string): string[] {
  return [`GET /${api}`, `POST /${api}`, `GET /${api}/{id}`, `DELETE /${api}/{id}`];
}

export function randomWorld(chance: Chance): World {
  const world: World = { apis: {}, clients: {}, environments: chance.few(ENVIRONMENTS) };
  for (const api of APIS) world.apis[api] = randomApi(chance, api);
  for (const client of CLIENTS) world.clients[client] = randomClient(chance, world);
  for (const api of Object.values(world.apis)) api.preAuthorized = chance.some(CLIENTS);
  return repaired(world, chance);
}

function randomApi(chance: Chance, key: string): WorldApi {
  const permissions = Object.fromEntries(
    chance
      .few(PERMISSIONS)
      .map((name) => [
        name,
        { consent: chance.one(["users", "admins"] as const), enabled: !chance.oneIn(6) },
      ]),
  );
  const operations = Object.fromEntries(
    operationsOf(key)
      .filter(() => !chance.oneIn(5))
      .map((operation) => [operation, chance.oneIn(8) ? [] : chance.few(Object.keys(permissions))]),
  );
  return {
    permissions,
    operations,
    users: chance.some(USERS),
    groups: chance.some(GROUPS),
    roles: chance.oneIn(3),
    preAuthorized: [],
    owners: chance.oneIn(3) ? [chance.one(USERS)] : [],
  };
}

function randomClient(chance: Chance, world: World): WorldClient {
  const uses = Object.fromEntries(
    chance.few(APIS).map((api) => [api, chance.few(Object.keys(world.apis[api]?.permissions ?? {}))]),
  );
  return {
    uses,
    adminConsent: chance.some(Object.keys(uses)),
    owners: chance.oneIn(3) ? [chance.one(USERS)] : [],
  };
}

/** One change of the settings: a part of the world is drawn anew, or one item of a list comes or goes. */
export function randomChange(world: World, chance: Chance): World {
  const next = structuredClone(world);
  const apiKey = chance.one(APIS);
  const api = next.apis[apiKey] as WorldApi;
  const client = next.clients[chance.one(CLIENTS)] as WorldClient;
  const toggle = <T>(list: T[], item: T): T[] =>
    list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
  const permission = chance.one(Object.keys(api.permissions));
  const operation = chance.one(operationsOf(apiKey));
  const used = chance.one(APIS);
  const changes: (() => void)[] = [
    () => {
      const { consent, enabled } = api.permissions[permission] as WorldApi["permissions"][string];
      api.permissions[permission] = { consent: consent === "users" ? "admins" : "users", enabled };
    },
    () => {
      const { consent, enabled } = api.permissions[permission] as WorldApi["permissions"][string];
      api.permissions[permission] = { consent, enabled: !enabled };
    },
    () => {
      api.operations[operation] = chance.oneIn(4) ? [] : chance.few(Object.keys(api.permissions));
    },
    () => {
      delete api.operations[operation];
    },
    () => {
      const missing = PERMISSIONS.filter((each) => !(each in api.permissions));
      if (missing.length > 0) api.permissions[chance.one(missing)] = { consent: "users", enabled: true };
    },
    () => {
      if (Object.keys(api.permissions).length > 1) delete api.permissions[permission];
    },
    () => {
      api.users = toggle(api.users, chance.one(USERS));
    },
    () => {
      api.groups = toggle(api.groups, chance.one(GROUPS));
    },
    () => {
      api.roles = !api.roles;
    },
    () => {
      api.preAuthorized = toggle(api.preAuthorized, chance.one(CLIENTS));
    },
    () => {
      api.owners = toggle(api.owners, chance.one(USERS));
    },
    () => {
      client.owners = toggle(client.owners, chance.one(USERS));
    },
    () => {
      client.uses[used] = chance.few(Object.keys(next.apis[used]?.permissions ?? {}));
    },
    () => {
      delete client.uses[used];
    },
    () => {
      next.environments = chance.few(ENVIRONMENTS);
    },
    () => {
      client.adminConsent = toggle(client.adminConsent, used);
    },
  ];
  chance.one(changes)();
  return repaired(next, chance);
}

/** Takes away what settings would refuse, so that a world is one that somebody could bring up. */
function repaired(world: World, chance: Chance): World {
  for (const api of Object.values(world.apis))
    for (const [operation, permissions] of Object.entries(api.operations)) {
      const kept = permissions.filter((each) => each in api.permissions);
      if (kept.length > 0 || permissions.length === 0) api.operations[operation] = kept;
      else delete api.operations[operation];
    }
  for (const client of Object.values(world.clients)) {
    for (const [key, permissions] of Object.entries(client.uses)) {
      const there = world.apis[key]?.permissions ?? {};
      const kept = permissions.filter((each) => there[each]?.enabled);
      if (kept.length > 0) client.uses[key] = kept;
      else delete client.uses[key];
    }
    if (Object.keys(client.uses).length === 0) {
      const [key, api] = chance.one(Object.entries(world.apis));
      const permission = chance.one(Object.keys(api.permissions));
      api.permissions[permission] = { consent: "users", enabled: true };
      client.uses[key] = [permission];
    }
    client.adminConsent = client.adminConsent.filter((each) => each in client.uses);
  }
  for (const [key, api] of Object.entries(world.apis))
    api.preAuthorized = api.preAuthorized.filter((client) => key in (world.clients[client]?.uses ?? {}));
  return world;
}

/** The stack's configuration. */
export function configOf({ apis, clients, environments }: World): Record<string, unknown> {
  const port = (client: string) => 9000 + CLIENTS.indexOf(client as (typeof CLIENTS)[number]);
  return {
    "choreo-azuread:environment": "dev",
    "choreo-azuread:choreo": {
      organization: choreo.organization,
      organizationId: choreo.organizationId,
      identityProvider: choreo.identityProviders.v2.name,
      gatewayEnvironments: environments,
    },
    "choreo-azuread:apis": Object.fromEntries(
      Object.entries(apis).map(([key, { roles, users, groups, ...api }]) => [
        key,
        {
          version: "1.0.0",
          ...api,
          ...(roles
            ? { roles: { clerk: { users, groups: [] }, boss: { users: [], groups } } }
            : { assigned: { users, groups } }),
        },
      ]),
    ),
    "choreo-azuread:clients": Object.fromEntries(
      Object.entries(clients).map(([key, client]) => [
        key,
        { redirectUris: [redirectUri(port(key))], secret: { expires: "180d", rotation: 1 }, ...client },
      ]),
    ),
  };
}

function redirectUri(port: number): string {
  return `https://localhost:${port}/`;
}
