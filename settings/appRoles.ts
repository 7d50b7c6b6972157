import type { Findings } from "./findings.ts";
import { scopeValueProblem } from "./rules/scopeValue.ts";
import type { ApiConfig, Principals } from "./schema/index.ts";

/** What is wrong with an API's app roles, and with whom it is assigned to without one. */
export function checkRoles(
  key: string,
  { roles, assigned }: Pick<ApiConfig, "roles" | "assigned">,
  fail: (path: (string | number)[], message: string) => void,
  { notices }: Pick<Findings, "notices">,
): void {
  for (const [role, { allowedMemberTypes, enabled, ...holders }] of Object.entries(roles)) {
    const problem = scopeValueProblem(role);
    if (problem) fail(["roles", role], `role ${JSON.stringify(role)} ${problem}`);
    if (!isSomebody(holders)) continue;
    if (!allowedMemberTypes.includes("User"))
      fail(
        ["roles", role],
        "names users or groups, and is for applications alone. Add User to its allowedMemberTypes, or leave them out",
      );
    else if (!enabled)
      notices.push(
        `apis.${key}: the role ${role}, which users or groups have, is switched off (enabled: false): no token carries it, and Entra assigns it to nobody new`,
      );
  }
  // https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto
  const open = Object.keys(roles).find(
    (role) => roles[role]?.enabled && roles[role]?.allowedMemberTypes.includes("User"),
  );
  if (open !== undefined && isSomebody(assigned))
    fail(
      ["assigned"],
      `is for an API without "roles" for users: Entra has the default access only where there is none, and ${open} is one. Name the users and groups in a role`,
    );
}

function isSomebody({ users, groups }: Principals): boolean {
  return users.length + groups.length > 0;
}
