import { fullName } from "../../doctor/choreo-objects.ts";
import { bareName, otherScopes, type PairedApi } from "../../survey/pair/index.ts";
import { type Entry, filled, type Ground, Unfit } from "../ground.ts";
import { registrationEntry } from "./registration.ts";

/** Entra's id of the access without a role (learn.microsoft.com, appRoleAssignment). */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/**
 * What settings say of an API as it is.
 *
 * @param name as the survey calls it
 * @param preAuthorized keys of clients for which nobody has to consent
 * @throws Unfit for what they cannot say
 */
export function apiEntry(
  key: string,
  name: string,
  paired: PairedApi,
  preAuthorized: string[],
  ground: Ground,
): Entry {
  const { api, registration, deleted } = paired;
  refuseUnfit(name, paired, ground);
  const access = registration && accessOf(paired, ground);
  const written = filled({
    name: api.name === key ? undefined : api.name,
    version: api.version,
    ...(registration ? registrationEntry(registration, key, ground, new Map()) : {}),
    identifierUri: identifierUri(paired),
    tokenVersion: tokenVersion(paired, ground),
    assignmentRequired:
      registration?.principal && registration.principal.appRoleAssignmentRequired !== true
        ? false
        : undefined,
    assigned: access?.assigned,
    roles: access?.roles,
    preAuthorized,
    expected: access?.expected,
  });
  return {
    key,
    written: {
      ...written,
      // An entry of a registration that was there says both by `imported`.
      ...(registration ? {} : { adopt: true, protect: true }),
      permissions: permissionsOf(paired),
      ...filled({ otherScopes: othersOf(paired, name, ground) }),
      operations: operationsOf(paired),
    },
    notes: [
      ...(registration
        ? []
        : [
            deleted
              ? `had the app registration "${deleted.displayName}", deleted on ${deleted.deletedDateTime?.slice(0, 10)}: the first pulumi up makes a new one, which no client lists. Within 30 days it can be restored in Azure, under Deleted applications; then import again`
              : "has no app registration: the first pulumi up makes one",
          ]),
      ...(access?.notes ?? []),
    ],
  };
}

function refuseUnfit(name: string, paired: PairedApi, { pairs }: Ground): void {
  const { registration, scopes } = paired;
  if (scopes.length === 0)
    throw new Unfit("it has no permissions in Choreo, so there is nothing to keep in step");
  if (!registration) return;
  const { application } = registration;
  const other = [...pairs.apis].find(
    ([each, api]) => each !== name && api.registration?.application.id === application.id,
  );
  if (other)
    throw new Unfit(
      `its registration "${application.displayName}" stands for the API ${other[0]} too, and settings hold one registration for each API. Give one of the two a registration of its own in Azure`,
    );
  const unnamed = (application.appRoles ?? []).find(({ value }) => !value);
  if (unnamed)
    throw new Unfit(
      `its app role "${unnamed.displayName}" has no value, by which settings call it. Give it one in Azure`,
    );
}

/** Texts are left out where the settings' defaults say the same. */
function permissionsOf({ api, scopes }: PairedApi): Record<string, unknown> {
  return Object.fromEntries(
    scopes.map(({ fullName: full, scope }) => {
      const name = bareName({ api }, full);
      const there = api.scopes?.find((each) => fullName(api, each.scope.name) === full)?.scope;
      const inChoreo = { displayName: there?.displayName || name, description: there?.description ?? "" };
      if (!scope)
        return [
          name,
          filled({
            ...(inChoreo.displayName === name ? {} : { displayName: inChoreo.displayName }),
            description: inChoreo.description || undefined,
            inChoreo: inChoreo.description === "" ? inChoreo : undefined,
          }),
        ];
      const displayName = scope.adminConsentDisplayName ?? "";
      const description = scope.adminConsentDescription ?? "";
      const isSame = inChoreo.displayName === displayName && inChoreo.description === description;
      return [name, filled({ ...scopeEntry(scope, name), inChoreo: isSame ? undefined : inChoreo })];
    }),
  );
}

/** Scopes that are no permission in Choreo. */
function othersOf({ registration }: PairedApi, name: string, { pairs }: Ground): Record<string, unknown> {
  const scopes = otherScopes(name, pairs.apis);
  const unnamed = registration?.application.api?.oauth2PermissionScopes?.find(({ value }) => !value);
  if (unnamed)
    throw new Unfit(
      `a scope of its registration "${registration?.application.displayName}" (${unnamed.id}) has no value, by which settings call it. Give it one in Azure, or remove it`,
    );
  return Object.fromEntries(scopes.map((scope) => [scope.value, scopeEntry(scope, scope.value ?? "")]));
}

/** What settings say of a scope in Azure, but for what their defaults say. */
function scopeEntry(scope: ReturnType<typeof otherScopes>[number], name: string): Record<string, unknown> {
  const displayName = scope.adminConsentDisplayName ?? "";
  const description = scope.adminConsentDescription ?? "";
  const orElse = (text: string, otherwise: string) => (text === otherwise ? undefined : text);
  return filled({
    displayName: orElse(displayName, name),
    description: orElse(description, displayName),
    userDisplayName: orElse(scope.userConsentDisplayName ?? "", displayName),
    userDescription: orElse(scope.userConsentDescription ?? "", description),
    consent: scope.type === "User" ? "users" : undefined,
    enabled: scope.isEnabled === false ? false : undefined,
  });
}

/** Those that need a permission; the others are told by each preview. */
function operationsOf({ api }: PairedApi): Record<string, string[]> {
  return Object.fromEntries(
    (api.operations ?? [])
      .filter(({ scopes }) => scopes?.length)
      .map(({ verb, target, scopes = [] }) => [
        `${verb} ${target}`,
        scopes.map((name) => bareName({ api }, name)),
      ]),
  );
}

/** One that is not `api://<client id>`. With several, that one is taken if it is among them; the others stay as they are. */
function identifierUri({ registration }: PairedApi): string | undefined {
  const { appId, identifierUris = [] } = registration?.application ?? {};
  return identifierUris.includes(`api://${appId}`) ? undefined : identifierUris[0];
}

/** Said where nobody knows which the identity provider takes; else that is what it has to be. */
function tokenVersion({ registration }: PairedApi, ground: Ground): 1 | undefined {
  const isFirst = registration && registration.application.api?.requestedAccessTokenVersion !== 2;
  return isFirst && ground.tokenVersion === undefined ? 1 : undefined;
}

function accessOf({ registration }: PairedApi, { details, ambiguousGroups }: Ground) {
  const { application, principal } = registration ?? {};
  const assigned = principal ? details.assignments.get(principal.id) : [];
  if (!assigned)
    throw new Unfit("who is assigned cannot be seen: the Graph permission Application.Read.All is missing");
  const roleNames = new Map((application?.appRoles ?? []).map(({ id, value }) => [id, value ?? ""]));
  const people = assigned.filter(({ principalType }) => principalType !== "ServicePrincipal");
  const named = (kind: "User" | "Group", role: string | undefined) =>
    people
      .filter(({ principalType, appRoleId }) => principalType === kind && roleOf(appRoleId) === role)
      .map(({ principalId, principalDisplayName }) => {
        if (kind === "Group")
          return principalDisplayName && !ambiguousGroups.has(principalDisplayName)
            ? principalDisplayName
            : principalId;
        const name = details.users.get(principalId);
        if (name === undefined)
          throw new Unfit(
            `the user principal name of ${principalDisplayName ?? principalId}, who is assigned, cannot be seen: the Graph permission User.ReadBasic.All is missing`,
          );
        return name;
      });
  const roleOf = (id: string | null | undefined) =>
    !id || id === DEFAULT_ACCESS ? undefined : roleNames.get(id);
  const list = (role: string | undefined) =>
    filled({ users: named("User", role), groups: named("Group", role) });
  const all = list(undefined);
  const isOpen = application?.appRoles?.some(
    ({ allowedMemberTypes, isEnabled }) => isEnabled !== false && allowedMemberTypes?.includes("User"),
  );
  if (isOpen && Object.keys(all).length > 0)
    throw new Unfit(
      `${Object.values(all).flat().join(", ")} are assigned without a role although it has roles for them, and settings hold only one of the two. Give them a role in Azure, or take the assignments away`,
    );
  const others = new Map(
    assigned
      .filter(({ principalType }) => principalType === "ServicePrincipal")
      .map(({ principalId, principalDisplayName }) => [principalId, principalDisplayName]),
  );
  return {
    assigned: all,
    roles: Object.fromEntries(
      (application?.appRoles ?? []).map(({ value, displayName, description, ...role }) => [
        value ?? "",
        filled({
          displayName: displayName === value ? undefined : displayName,
          description: description === displayName ? undefined : description,
          allowedMemberTypes:
            String(role.allowedMemberTypes) === "User" ? undefined : role.allowedMemberTypes,
          enabled: role.isEnabled === false ? false : undefined,
          ...list(value ?? ""),
        }),
      ]),
    ),
    // One may have several roles.
    expected: [...others.keys()],
    notes: [...others].map(
      ([id, name]) => `the application "${name ?? id}" is assigned: it stays so, and is not the stack's`,
    ),
  };
}
