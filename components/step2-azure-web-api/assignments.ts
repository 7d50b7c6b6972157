import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { goesWith } from "../goesWith.ts";
import { renamedFrom } from "../renamedFrom.ts";

/** Users (by user principal name) and groups (by display name) with their object ids. */
export interface AssignedPrincipals {
  users: Record<string, string>;
  groups: Record<string, string>;
}

/** An app role's id, its earlier values, and who has it. */
export interface AssignedRole {
  id: pulumi.Input<string>;
  formerly?: string[] | undefined;
  principals: AssignedPrincipals;
}

/** The default access: the role of an application that declares none (Microsoft Graph, appRoleAssignment). */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/**
 * Step 2.1: one assignment per user and group, and per role where there are roles. Each is named by the object id, which stays when
 * the person or group gets another name. States from before that have it under what the settings called them.
 *
 * @param formerNames by object id: what the settings called it earlier
 * @returns the assignments
 */
export function assign(
  name: string,
  {
    servicePrincipal,
    protect,
  }: { servicePrincipal: azuread.ServicePrincipal; protect?: boolean | undefined },
  principals: AssignedPrincipals | undefined,
  roles: Record<string, AssignedRole>,
  formerNames: Record<string, string[]>,
  parent: pulumi.Resource,
): azuread.AppRoleAssignment[] {
  const assignments: azuread.AppRoleAssignment[] = [];
  const assignAll = (
    prefixes: string[],
    appRoleId: pulumi.Input<string>,
    { users, groups }: AssignedPrincipals,
  ) => {
    const everybody = [
      ...Object.entries(users).map(([written, id]) => ["user", written, id] as const),
      ...Object.entries(groups).map(([written, id]) => ["group", written, id] as const),
    ];
    for (const [kind, written, principalObjectId] of everybody) {
      const suffixes = [principalObjectId, written, ...(formerNames[principalObjectId] ?? [])];
      const [current, ...earlier] = prefixes.flatMap((prefix) =>
        suffixes.map((suffix) => `${prefix}-${kind}-${suffix}`),
      );
      const assignment = new azuread.AppRoleAssignment(
        current as string,
        { appRoleId, principalObjectId, resourceObjectId: servicePrincipal.objectId },
        { parent, ...goesWith(servicePrincipal, protect), ...renamedFrom(earlier) },
      );
      assignments.push(assignment);
    }
  };
  if (principals) assignAll([name], DEFAULT_ACCESS, principals);
  for (const [role, { id, formerly = [], principals: holders }] of Object.entries(roles)) {
    assignAll(
      [role, ...formerly].map((each) => `${name}-role-${each}`),
      id,
      holders,
    );
  }
  return assignments;
}

/** An assignment that Entra has deleted together with its user or group. */
export interface DepartedAssignment {
  /** Its name after that of the component. */
  suffix: string;
  appRoleId: string;
  principalObjectId: string;
  resourceObjectId: string;
}

/** Part of the name of an assignment that is in the state alone. No key has a colon, so it is no other's name. */
const DEPARTED = ":departed";

export function isKeptDeparted(name: string, resource: string): boolean {
  return resource.startsWith(name + DEPARTED);
}

/**
 * Keeps for one run what is only in the state any more: its deletion would fail in the provider. With `retainOnDelete` and another name in
 * the state, the next run lets it go without a call.
 */
export function keepDeparted(name: string, departed: DepartedAssignment[], parent: pulumi.Resource): void {
  if (departed.length === 0) return;
  const refreshed = new pulumi.ResourceHook(
    `${name} departed`,
    async ({ newInputs }) => {
      throw new Error(
        `The refresh of this run has taken out of the state what ${newInputs?.principalObjectId} had, who has left the directory, before the program could let go of it. Run it once without --refresh.`,
      );
    },
    { onDryRun: true },
  );
  for (const { suffix, ...assignment } of departed) {
    new azuread.AppRoleAssignment(`${name}${DEPARTED}${suffix}`, assignment, {
      parent,
      retainOnDelete: true,
      hooks: { beforeCreate: [refreshed] },
      ...renamedFrom([name + suffix]),
    });
  }
}
