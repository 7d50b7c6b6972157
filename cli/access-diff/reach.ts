import type { AccessModel, OperationName } from "../../outputs/types.ts";
import type { Subject } from "./types.ts";

type Api = AccessModel["apis"][string];

/** By client, API and permission (`undefined`: none needed) the operations that it opens. */
export interface ClientReach {
  client: string;
  api: string;
  permission: string | undefined;
  operations: OperationName[];
}

/** By person or group and API the operations that any client opens, and those clients. */
export interface PeopleReach {
  subject: Subject;
  api: string;
  operations: Map<OperationName, Set<string>>;
}

/** A scope that is switched off is in no token, so it opens nothing. An operation opens with any one of its permissions. */
export function clientReach(model: AccessModel): ClientReach[] {
  return Object.entries(model.clients).flatMap(([client, { uses }]) =>
    Object.entries(uses).flatMap(([apiKey, held]) => {
      const api = model.apis[apiKey];
      if (!api) return [];
      const open = operationsThat(api, (permissions) => permissions.length === 0);
      return [
        ...held
          .filter((permission) => api.permissions[permission]?.enabled)
          .map((permission) => ({
            client,
            api: apiKey,
            permission,
            operations: operationsThat(api, (permissions) => permissions.includes(permission)),
          })),
        ...(open.length > 0 ? [{ client, api: apiKey, permission: undefined, operations: open }] : []),
      ];
    }),
  );
}

/** Who can act on an API: those assigned to it, or everyone in the tenant where assignment isn't required. */
export function peopleReach(model: AccessModel): PeopleReach[] {
  const clients = clientReach(model);
  return Object.entries(model.apis).flatMap(([apiKey, api]) => {
    const operations = new Map<OperationName, Set<string>>();
    for (const reach of clients.filter((each) => each.api === apiKey))
      for (const operation of reach.operations)
        operations.set(operation, (operations.get(operation) ?? new Set()).add(reach.client));
    return subjectsOf(api).map((subject) => ({ subject, api: apiKey, operations }));
  });
}

function subjectsOf({ assignmentRequired, users, groups }: Api): Subject[] {
  if (!assignmentRequired) return [{ kind: "everyone" }];
  return [
    ...users.map((name): Subject => ({ kind: "user", name })),
    ...groups.map((name): Subject => ({ kind: "group", name })),
  ];
}

function operationsThat(api: Api, test: (permissions: string[]) => boolean): OperationName[] {
  return Object.entries(api.operations)
    .filter(([, permissions]) => test(permissions))
    .map(([operation]) => operation);
}
