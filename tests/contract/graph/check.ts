import { schemas } from "../../../sandbox/entra/schema/index.ts";
import { propertyNames } from "../../../sandbox/entra/schema/resource.ts";
import type { Exchange } from "../../../sandbox/kit/exchanges.ts";
import { deviations, innerMore } from "./deviations.ts";
import { type Kind, type Member, membersOf } from "./types.ts";

/** Objects of a path: what `type` they are of by Microsoft's description, which has no more of users than their names. */
interface Place {
  type: string;
  members: Record<string, Member>;
}

const PATHS: [RegExp, string][] = [
  [/^\/applications(\/[^/]+)?$/, "applications"],
  [/^\/servicePrincipals(\/[^/]+)?$/, "servicePrincipals"],
  [/^\/groups(\/[^/]+)?$/, "groups"],
  [/^\/users(\/[^/]+)?$/, "users"],
  [/^\/oauth2PermissionGrants(\/[^/]+)?$/, "oauth2PermissionGrants"],
  [/^\/\w+\/[^/]+\/oauth2PermissionGrants$/, "oauth2PermissionGrants"],
  [/^\/\w+\/[^/]+\/(appRoleAssignedTo|appRoleAssignments)(\/[^/]+)?$/, "appRoleAssignedTo"],
  [
    /^\/applications\/[^/]+\/federatedIdentityCredentials(\/[^/]+)?$/,
    "applications/federatedIdentityCredentials",
  ],
];

/**
 * What of an exchange with Graph does not fit Microsoft's description of the types. What was refused is not looked at: it may well
 * be out of contract. Nothing about paths that the description does not have (links, actions, domains).
 */
export function graphComplaints({ method, path, requestBody, status, responseBody }: Exchange): string[] {
  const [, version = "", rest = ""] = /^\/(v1\.0|beta)(\/[^?]*)/.exec(path) ?? [];
  const type = PATHS.find(([pattern]) => pattern.test(rest))?.[1];
  if (!type || status >= 300) return [];
  const place = { type, members: type === "users" ? usersMembers(version) : membersOf(type) };
  const told = (side: string, what: string[]) =>
    what.map(
      (one) => `${method} /${version}${rest.replaceAll(/\/[\w-]{30,}/g, "/{id}")} ${status}, ${side}: ${one}`,
    );
  const request = method === "POST" || method === "PATCH" ? inObject(json(requestBody), place, true) : [];
  const body = json(responseBody) as { value?: unknown } | undefined;
  const objects = Array.isArray(body?.value) ? body.value : body ? [body] : [];
  return [
    ...told("request", request),
    ...told(
      "answer",
      objects.flatMap((object) => inObject(object, place, false)),
    ),
  ];
}

/** Named by Graph's TypeScript types, which the emulator's schema is compiled against. */
const usersMembers = (version: string): Record<string, Member> =>
  Object.fromEntries(
    [...propertyNames(schemas.users, version)].map((name) => [
      name,
      { kind: "any", isReadOnly: schemas.users.readOnly.includes(name), isIdentifier: false },
    ]),
  );

function inObject(object: unknown, { type, members }: Place, isWritten: boolean): string[] {
  if (typeof object !== "object" || object === null) return ["not an object"];
  const more = deviations[type]?.more ?? [];
  return Object.entries(object).flatMap(([name, value]) => {
    if (name.includes("@odata") || more.includes(name)) return [];
    const member = members[name];
    if (!member) return [`unknown property ${name}`];
    // The published plugin repeats the id in some changes.
    if (isWritten && member.isReadOnly && name !== "id") return [`read-only property ${name}`];
    return inValue(value, member.kind, name);
  });
}

function inValue(value: unknown, kind: Kind, where: string): string[] {
  if (value === null || kind === "any") return [];
  if (typeof kind === "string") {
    const fits = kind === "int" ? Number.isInteger(value) : typeof value === kind;
    return fits ? [] : [`${where} is ${JSON.stringify(value)}, not of type ${kind}`];
  }
  if ("list" in kind) {
    if (!Array.isArray(value)) return [`${where} is not a list`];
    return value.flatMap((item, index) => inValue(item, kind.list, `${where}[${index}]`));
  }
  if (typeof value !== "object" || Array.isArray(value)) return [`${where} is not an object`];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key.includes("@odata") || innerMore.includes(key)) return [];
    const member = kind.members[key];
    return member ? inValue(item, member.kind, `${where}.${key}`) : [`unknown property ${where}.${key}`];
  });
}

function json(text: string): unknown {
  return text === "" ? undefined : JSON.parse(text);
}
