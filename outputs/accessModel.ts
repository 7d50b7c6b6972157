import type { ResolvedSettings } from "../settings/index.ts";
import { mapValues } from "../shared/records.ts";
import type { AccessModel } from "./types.ts";

/**
 * Who may do what in this stack: plain data, known in previews, nothing secret. Lists and keys are sorted, so that two models differ only
 * where the access does.
 */
export function accessModel({ environment, apis, clients }: ResolvedSettings): AccessModel {
  return {
    version: 1,
    environment,
    apis: mapSorted(apis, (api) => ({
      name: api.name,
      apiVersion: api.version,
      permissions: mapSorted(api.permissions, ({ consent, enabled }, name) => ({
        scope: api.fullyQualifiedNames[name] as string,
        consent,
        enabled,
      })),
      operations: mapSorted(api.operations, sorted),
      assignmentRequired: true,
      users: sorted([api.assigned, ...Object.values(api.roles)].flatMap(({ users }) => users)),
      groups: sorted([api.assigned, ...Object.values(api.roles)].flatMap(({ groups }) => groups)),
      ...unlessEmpty(
        "roles",
        mapSorted(api.roles, ({ users, groups }) => ({ users: sorted(users), groups: sorted(groups) })),
      ),
      ...unlessEmpty("preAuthorized", sorted(api.preAuthorized)),
    })),
    clients: mapSorted(clients, (client) => ({
      redirectUris: sorted(client.redirectUris),
      uses: mapSorted(client.uses, sorted),
      adminConsent: sorted(client.adminConsent),
      secret: { rotation: client.secret.rotation, expires: client.secret.expires },
    })),
  };
}

function mapSorted<T, U>(record: Record<string, T>, map: (value: T, key: string) => U): Record<string, U> {
  return mapValues(Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))), map);
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/** Most APIs have neither, and their entries should say so by saying nothing. */
function unlessEmpty<Key extends string, T extends object>(key: Key, value: T): { [K in Key]?: T } {
  return Object.keys(value).length ? ({ [key]: value } as { [K in Key]: T }) : {};
}
