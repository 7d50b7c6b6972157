import { z } from "zod";
import { mapValues } from "../shared/records.ts";
import { sortedSet } from "./sort.ts";
import type { AccessModel, Principal } from "./types.ts";

const names = z.array(z.string());

/** As the program wrote it until November 2026: from settings alone, people by name. */
export const modelOfVersion1 = z.object({
  version: z.literal(1),
  environment: z.string(),
  apis: z.record(
    z.string(),
    z.object({
      name: z.string(),
      apiVersion: z.string(),
      permissions: z.record(
        z.string(),
        z.object({ scope: z.string(), consent: z.enum(["users", "admins"]), enabled: z.boolean() }),
      ),
      operations: z.record(z.string(), names),
      assignmentRequired: z.boolean(),
      users: names,
      groups: names,
      roles: z.record(z.string(), z.object({ users: names, groups: names })).optional(),
      preAuthorized: names.optional(),
    }),
  ),
  clients: z.record(
    z.string(),
    z.object({
      redirectUris: names,
      uses: z.record(z.string(), names),
      adminConsent: names,
      secret: z.object({ rotation: z.union([z.number(), z.string()]), expires: z.string() }),
    }),
  ),
});

type ModelOfVersion1 = z.infer<typeof modelOfVersion1>;

/**
 * It knew neither owners nor operations that the settings do not list, and no object ids: people go by their names here. That every
 * client is subscribed to what it uses, and granted or pre-authorised what it lists, was so by construction.
 */
export function fromVersion1({ environment, apis, clients }: ModelOfVersion1): AccessModel {
  const principals: Record<string, Principal> = {};
  const ids = ({ users, groups }: { users: string[]; groups: string[] }) => {
    for (const name of users) principals[name] = { kind: "user", name };
    for (const name of groups) principals[name] = { kind: "group", name };
    return sortedSet([...users, ...groups]);
  };
  return {
    version: 2,
    environment,
    apis: mapValues(apis, ({ users, groups, roles, preAuthorized, operations, ...api }, key) => ({
      ...api,
      operations: mapValues(operations, (permissions) => ({ permissions })),
      assigned: ids({ users, groups }),
      ...(roles ? { roles: mapValues(roles, ids) } : {}),
      ...(preAuthorized
        ? {
            preAuthorized: Object.fromEntries(
              preAuthorized.map((client) => [client, clients[client]?.uses[key] ?? []]),
            ),
          }
        : {}),
      owners: [],
    })),
    clients: mapValues(clients, ({ redirectUris, uses, adminConsent, secret }) => ({
      redirectUris,
      declared: uses,
      granted: Object.fromEntries(adminConsent.map((api) => [api, uses[api] ?? []])),
      subscribed: sortedSet(Object.keys(uses)),
      owners: [],
      secret,
    })),
    principals,
  };
}
