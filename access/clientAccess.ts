import { ownersOf, permissionsOf } from "./apiAccess.ts";
import type { Links } from "./links.ts";
import type { NamedScope } from "./permissions.ts";
import type { Places } from "./places.ts";
import { object, objects, type Resource, texts, types } from "./resources.ts";
import { sortedRecord, sortedSet, union } from "./sort.ts";
import type { ClientAccess, KeyType, Legend } from "./types.ts";

type Told = Legend["clients"][string];

/** Every place of a registration where a redirect URI can stand. */
const PLATFORMS = ["web", "singlePageApplication", "publicClient"];

export function clientAccess(
  key: string,
  own: readonly Resource[],
  scopes: ReadonlyMap<string, readonly NamedScope[]>,
  { grants, subscriptions }: Links,
  places: Places,
  told: readonly Told[],
): ClientAccess {
  const applications = own.filter(({ type }) => type === types.application);
  const granted = grants
    .filter(({ client }) => client === key)
    .map(({ api, resource: { properties } }) => {
      const values = texts(properties.claimValues);
      const named = (scopes.get(api) ?? []).filter(({ scope }) => values.includes(scope));
      const permissions = sortedSet(named.map(({ permission }) => permission));
      return { api, permissions, person: properties.userObjectId };
    });
  const grantedFor = sortedRecord(
    [...Map.groupBy(granted.filter(isForOne), ({ api }) => api)].map(([api, its]) => [
      api,
      union(its.map(({ person, permissions }) => [String(person), permissions] as const)),
    ]),
  );
  return {
    redirectUris: sortedSet(
      applications.flatMap(({ properties }) =>
        PLATFORMS.flatMap((platform) => texts(object(properties[platform]).redirectUris)),
      ),
    ),
    declared: union(applications.flatMap((each) => declaredBy(each, scopes, places, told[0]))),
    granted: union(
      granted.filter((each) => !isForOne(each)).map(({ api, permissions }) => [api, permissions] as const),
    ),
    ...(Object.keys(grantedFor).length > 0 ? { grantedFor } : {}),
    subscribed: sortedSet(subscriptions.filter(({ client }) => client === key).map(({ api }) => api)),
    ...(told[0]?.applicationOf === undefined ? {} : { applicationOf: told[0].applicationOf }),
    ...keyTypesOf(own),
    owners: ownersOf(own),
    secret: { rotation: rotationOf(own), expires: told[0]?.secret.expires ?? "" },
  };
}

/** Without a person it is for everybody. */
function isForOne({ person }: { person: unknown }): boolean {
  return person !== undefined && person !== null && person !== "";
}

/** What the registration lists, by API. An API of which nothing is known, such as Microsoft Graph, is left out. */
function declaredBy(
  application: Resource,
  scopes: ReadonlyMap<string, readonly NamedScope[]>,
  places: Places,
  told: Told | undefined,
): [api: string, permissions: string[]][] {
  const accesses = objects(application.properties.requiredResourceAccesses);
  const known = accesses.flatMap(({ resourceAppId, resourceAccesses }): [string, string[]][] => {
    const [appId] = texts([resourceAppId]);
    const api = appId && places.referred("api", appId, application);
    if (!api) return [];
    const ids = Array.isArray(resourceAccesses) ? objects(resourceAccesses).map(({ id }) => id) : undefined;
    return [[api, permissionsOf(ids, scopes.get(api) ?? [], () => told?.declared[api] ?? [])]];
  });
  const named = new Set(known.map(([api]) => api));
  // An API that is new has no id yet: what the client uses of it is only told.
  const isWhole = Array.isArray(application.properties.requiredResourceAccesses) && accesses.every(isNamed);
  const others = isWhole ? [] : Object.entries(told?.declared ?? {}).filter(([api]) => !named.has(api));
  return [...known, ...others];
}

function isNamed({ resourceAppId }: Record<string, unknown>): boolean {
  return texts([resourceAppId]).length > 0;
}

/** A replaced key that waits for its deletion still works. */
function keyTypesOf(own: readonly Resource[]): Pick<ClientAccess, "keyTypes"> {
  const found = sortedSet(
    own.filter(({ type }) => type === types.idpKey).flatMap(({ properties }) => texts([properties.keyType])),
  ) as KeyType[];
  return found.includes("SANDBOX") ? { keyTypes: found } : {};
}

/** The newest secret's number: each is a resource of its own that is named after it. */
function rotationOf(own: readonly Resource[]): number {
  const numbers = own
    .filter(({ type }) => type === types.password)
    .map(({ name }) => Number(name.slice(name.lastIndexOf("-") + 1)));
  return Math.max(0, ...numbers.filter(Number.isInteger));
}
