import { componentTypes } from "../../../components/componentTypes.ts";
import type { Settings } from "../../../settings/index.ts";
import type { Adoption } from "../../shared/importFile.ts";
import { bareName, otherScopes, type PairedApi } from "../../survey/pair/index.ts";
import type { Ground } from "../ground.ts";
import { adoptedBy, named } from "./types.ts";

/** Entra's id of the access without a role (learn.microsoft.com, appRoleAssignment). */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/**
 * The resources of `AzureWebApi` that there are, under the names that the component gives them.
 *
 * @param name as the survey calls it
 */
export function azureApiResources(
  key: string,
  name: string,
  paired: PairedApi,
  settings: Settings["apis"][string],
  { details, pairs }: Ground,
): Adoption[] {
  const { registration } = paired;
  if (!registration) return [];
  const { application, principal } = registration;
  const make = adoptedBy({ type: componentTypes.azureWebApi, name: key });
  const called = named(application);
  const uri = settings.identifierUri ?? `api://${application.appId}`;
  const roles = new Map((application.appRoles ?? []).map(({ id, value }) => [id ?? "", value ?? ""]));
  const assigned = (principal && details.assignments.get(principal.id)) ?? [];
  return [
    ...paired.scopes.flatMap(({ fullName, scope }) => {
      const name = bareName(paired, fullName);
      const isHeld = scope?.id && Object.hasOwn(settings.permissions, name);
      return isHeld
        ? [make("RandomUuid", `${key}-${name}`, scope.id ?? "", `id of the scope ${scope.value}`)]
        : [];
    }),
    ...otherScopes(name, pairs.apis)
      .filter(({ value }) => Object.hasOwn(settings.otherScopes, value ?? ""))
      .map(({ id = "", value }) =>
        make("RandomUuid", `${key}-scope-${value}`, id, `id of the scope ${value}`),
      ),
    ...[...roles]
      .filter(([, value]) => Object.hasOwn(settings.roles, value))
      .map(([id, value]) => make("RandomUuid", `${key}-role-${value}`, id, `id of the role ${value}`)),
    make("Application", key, `/applications/${application.id}`, `app registration ${called}`),
    ...(application.identifierUris?.includes(uri)
      ? [
          make(
            "ApplicationIdentifierUri",
            key,
            `/applications/${application.id}/identifierUris/${Buffer.from(uri).toString("base64")}`,
            `identifier URI ${uri}`,
          ),
        ]
      : []),
    ...(principal
      ? [
          make(
            "ServicePrincipal",
            key,
            `/servicePrincipals/${principal.id}`,
            `service principal of ${called}`,
          ),
        ]
      : []),
    ...assigned.flatMap(({ id, appRoleId, principalId, principalType, principalDisplayName }) => {
      const role = !appRoleId || appRoleId === DEFAULT_ACCESS ? undefined : roles.get(appRoleId);
      const list = role === undefined ? settings.assigned : settings.roles[role];
      const kind = principalType === "Group" ? "group" : "user";
      const name = details.users.get(principalId);
      const isListed =
        kind === "group"
          ? [principalDisplayName, principalId].some((each) => each && list?.groups.includes(each))
          : list?.users.some((each) => each.toLowerCase() === name?.toLowerCase());
      if (principalType === "ServicePrincipal" || !isListed) return [];
      return [
        make(
          "AppRoleAssignment",
          `${key}-${role === undefined ? "" : `role-${role}-`}${kind}-${principalId}`,
          `/servicePrincipals/${principal?.id}/appRoleAssignedTo/${id}`,
          `assignment of ${name ?? principalDisplayName ?? principalId} to ${called}`,
        ),
      ];
    }),
  ];
}
