import { type AccessModel, isServed, type OperationName, type Way, wayOf } from "../../access/index.ts";
import { sorted, sortedBy, sortedSet } from "../../access/sort.ts";
import { keyOf } from "./keys.ts";
import type { Direction, PermissionChange } from "./types.ts";

/** What a client's tokens can open at an API with one permission, or with none. */
interface ClientReach {
  client: string;
  api: string;
  permission: string | undefined;
  way: Way | undefined;
  declared: boolean;
  operations: OperationName[];
}

/** Which client gains or loses which permission on which operations. */
export function clientChanges(before: AccessModel, after: AccessModel): PermissionChange[] {
  const [was, is] = [byKey(before), byKey(after)];
  const changes = sortedSet([...was.keys(), ...is.keys()]).flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)];
    return [...oneChange("gains", now, old), ...oneChange("loses", old, now)];
  });
  return sortedBy(changes, (each) => keyOf(each.direction, each.client, each.api, each.permission ?? ""));
}

function oneChange(
  direction: Direction,
  has: ClientReach | undefined,
  lacks: ClientReach | undefined,
): PermissionChange[] {
  if (!has) return [];
  // What is there for sure on one side, and on the other only if an administrator has consented, is not there on the other.
  const counted = has.way === "askedOfAdmins" || lacks?.way !== "askedOfAdmins" ? lacks : undefined;
  const operations = has.operations.filter((each) => !counted?.operations.includes(each));
  // A permission that opens nothing is still news when the client didn't have it.
  if (operations.length === 0 && counted) return [];
  return [{ direction, ...has, operations: sorted(operations) }];
}

function byKey(model: AccessModel): Map<string, ClientReach> {
  return new Map(
    clientReach(model).map((each) => [keyOf(each.client, each.api, each.permission ?? ""), each]),
  );
}

/** An operation that wants no token needs no client. */
function clientReach(model: AccessModel): ClientReach[] {
  return Object.entries(model.clients).flatMap(([client, { subscribed, declared }]) =>
    subscribed.flatMap((api) => {
      const of = model.apis[api];
      if (!of || !isServed(model, client, api)) return [];
      const operationsThat = (test: (permissions: string[]) => boolean) =>
        Object.entries(of.operations)
          .filter(([, { permissions, anonymous }]) => !anonymous && test(permissions))
          .map(([operation]) => operation);
      const open = operationsThat((permissions) => permissions.length === 0);
      return [
        ...Object.keys(of.permissions).flatMap((permission): ClientReach[] => {
          const way = wayOf(model, client, api, permission);
          if (!way) return [];
          const operations = operationsThat((permissions) => permissions.includes(permission));
          const lists = declared[api]?.includes(permission) ?? false;
          // What a client could ask for but neither lists nor opens anything with is no news.
          if (!lists && operations.length === 0) return [];
          return [{ client, api, permission, way, declared: lists, operations }];
        }),
        ...(open.length > 0
          ? [{ client, api, permission: undefined, way: undefined, declared: false, operations: open }]
          : []),
      ];
    }),
  );
}
