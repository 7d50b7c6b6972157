import type { AppRoleAssignment, GraphServicePrincipal } from "../graph-objects.ts";
import { type ApiSubject, green, type Link, putRight, red, yellow } from "../link.ts";

/** Guide, step 2.1: who is not assigned gets AADSTS50105. */
export const assignmentLink: Link<ApiSubject> = {
  id: "assignment",
  title: "Users and groups are assigned",
  needs: ["web-api"],
  async check({ api, assignmentRequired }, { graph }) {
    const path = `/v1.0/servicePrincipals/${api.azure.servicePrincipalObjectId}`;
    const principal = await graph.get<GraphServicePrincipal>(path);
    const assigned = await graph.list<AppRoleAssignment>(`${path}/appRoleAssignedTo`);
    const ids = new Set(assigned?.map(({ principalId }) => principalId));
    const wanted = { ...api.assigned.users, ...api.assigned.groups };
    const missing = Object.entries(wanted)
      .filter(([, id]) => !ids.has(id))
      .map(([name]) => name);
    if (missing.length) return red(`Not assigned: ${missing.join(", ")}.`, putRight);
    if (!principal?.appRoleAssignmentRequired)
      return assignmentRequired === false
        ? yellow(
            "Everyone in the tenant may sign in, as the settings say.",
            "To restrict it, take out assignmentRequired: false and run pulumi up.",
          )
        : red("Assignment is not required: everyone in the tenant may sign in.", putRight);
    if (ids.size === 0)
      // As the settings say, so an update that did what they say is no failure: people may be assigned by hand afterwards.
      return yellow(
        "Nobody is assigned: nobody can sign in yet.",
        `Name users or groups under ${placeFor(api)} and run pulumi up, or let an administrator assign them.`,
      );
    return green(Object.keys(wanted).join(", ") || `${ids.size} by hand`);
  },
};

/** Roles that people can have take the place of `assigned`, which is refused beside them. */
function placeFor({ roles = {} }: ApiSubject["api"]): string {
  const names = Object.keys(roles);
  return names.length > 0 ? `one of the API's roles (${names.join(", ")})` : "assigned";
}
