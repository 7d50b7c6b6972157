import type { AccessModel, ApiAccess, KeyType, ObjectId, OperationName } from "./types.ts";

/** How a client comes to have a permission in people's tokens. */
export type Way =
  /** Nobody is asked: the API lists the client. */
  | "preAuthorized"
  /** Nobody is asked: an administrator has consented for everybody. */
  | "granted"
  /** The client may ask each person, whether it declares the permission or not. */
  | "obtainable"
  /** Not before an administrator consents. */
  | "askedOfAdmins";

/** Those who can act on an API, where no more is known of a person than that. */
export type Subject =
  | { kind: "principal"; id: ObjectId }
  /** Everyone who can sign in in the tenant. */
  | { kind: "everyone" }
  /** Anyone who reaches the gateway, without a token. */
  | { kind: "anyone" };

/** What opens an operation to a subject. */
export interface Reach {
  subject: Subject;
  api: string;
  operation: OperationName;
  /** Undefined where no client is needed. */
  client: string | undefined;
  /** False: only if an administrator has consented by hand, of which resources know nothing. */
  certain: boolean;
}

/** How a client has a permission of an API; undefined where it neither has it nor asks for it. */
export function wayOf(model: AccessModel, client: string, api: string, permission: string): Way | undefined {
  const scope = model.apis[api]?.permissions[permission];
  const its = model.clients[client];
  if (!scope?.enabled || !its) return undefined;
  if (model.apis[api]?.preAuthorized?.[client]?.includes(permission)) return "preAuthorized";
  if (its.granted[api]?.includes(permission)) return "granted";
  if (scope.consent === "users") return "obtainable";
  return its.declared[api]?.includes(permission) ? "askedOfAdmins" : undefined;
}

/** Whether a token with the permission can be had without an administrator. */
export function isEffective(way: Way | undefined): way is Exclude<Way, "askedOfAdmins"> {
  return way !== undefined && way !== "askedOfAdmins";
}

/**
 * Who can call which operation through which client, as the gateway decides: it wants a token of a subscribed client and any one of the
 * operation's scopes in it, and does not look for whom the token was issued (`aud`). So an operation without scopes opens to every token
 * that the client can get for anybody in the tenant, and a scope counts whichever registration it is of.
 */
export function reachOf(model: AccessModel): Reach[] {
  return Object.entries(model.apis).flatMap(([api, { operations }]) =>
    Object.entries(operations).flatMap(([operation, { permissions, anonymous }]): Reach[] => {
      if (anonymous)
        return [{ subject: { kind: "anyone" }, api, operation, client: undefined, certain: true }];
      return clientsOf(model, api).flatMap((client) =>
        subjectsFor(model, client, api, permissions).map((each) => ({ ...each, api, operation, client })),
      );
    }),
  );
}

/** The clients whose tokens the gateway lets through to the API. */
export function clientsOf(model: AccessModel, api: string): string[] {
  return Object.keys(model.clients).filter(
    (client) => model.clients[client]?.subscribed.includes(api) && isServed(model, client, api),
  );
}

const USUAL: readonly KeyType[] = ["PRODUCTION"];

/** Whether the API has an endpoint for the client's type of key: without one the gateway refuses its tokens (401 900901). */
export function isServed({ apis, clients }: AccessModel, client: string, api: string): boolean {
  const served = apis[api]?.keyTypes ?? USUAL;
  return (clients[client]?.keyTypes ?? USUAL).some((each) => served.includes(each));
}

/**
 * People assigned to an API, or everyone in the tenant where assignment is not required. An application that is assigned gets tokens of
 * its own, which hold no scope.
 */
function peopleOf(model: AccessModel, { assignmentRequired, assigned }: ApiAccess): Subject[] {
  if (!assignmentRequired) return [{ kind: "everyone" }];
  return assigned
    .filter((id) => model.principals[id]?.kind !== "application")
    .map((id) => ({ kind: "principal", id }));
}

/** @param permissions any one of which opens the operation; none: every token does */
function subjectsFor(
  model: AccessModel,
  client: string,
  api: string,
  permissions: readonly string[],
): Pick<Reach, "subject" | "certain">[] {
  if (permissions.length === 0) return [{ subject: { kind: "everyone" }, certain: true }];
  const scopes = new Set(permissions.map((permission) => model.apis[api]?.permissions[permission]?.scope));
  const found = Object.entries(model.apis).flatMap(([issuer, web]) => {
    const ways = Object.entries(web.permissions)
      .filter(([, { scope }]) => scopes.has(scope))
      .flatMap(([permission]) => wayOf(model, client, issuer, permission) ?? []);
    const alone = grantedAlone(model, client, [issuer, web], scopes).map((subject) => ({
      subject,
      certain: true,
    }));
    if (ways.length === 0) return alone;
    const certain = ways.some(isEffective);
    return [...peopleOf(model, web).map((subject) => ({ subject, certain })), ...alone];
  });
  const bySubject = Map.groupBy(found, ({ subject }) => subjectKey(subject));
  return [...bySubject.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, certain: first.certain || others.some(({ certain }) => certain) }] : [],
  );
}

/** People for whom alone the client was granted one of these scopes, as far as they may sign in: members of a group are not known. */
function grantedAlone(
  model: AccessModel,
  client: string,
  [api, web]: readonly [string, ApiAccess],
  scopes: ReadonlySet<string | undefined>,
): Subject[] {
  const isOpen = !web.assignmentRequired || web.assigned.some((id) => model.principals[id]?.kind === "group");
  return Object.entries(model.clients[client]?.grantedFor?.[api] ?? {})
    .filter(([id]) => isOpen || web.assigned.includes(id))
    .filter(([, permissions]) =>
      permissions.some((name) => {
        const permission = web.permissions[name];
        return permission?.enabled && scopes.has(permission.scope);
      }),
    )
    .map(([id]) => ({ kind: "principal", id }));
}

/** The same for the same subject. */
export function subjectKey(subject: Subject): string {
  return subject.kind === "principal" ? subject.id : subject.kind;
}
