import { Forbidden } from "../../../graph/client.ts";
import { couldNotBeSeen, doesNotHold, holds } from "../answer.ts";
import { type Check, checks } from "../check.ts";

interface Grant {
  clientId: string;
  resourceId: string;
  consentType: string;
}

/** Whether a permission alone suffices can be seen only where there is none that says more. */
const MORE = ["Directory.Read.All", "Directory.ReadWrite.All"];

/** Entra ID, seen without changing anything. */
export const entraChecks: Check[] = checks("entra", "reading", [
  {
    id: "E1",
    assumes:
      "`Application.ReadWrite.OwnedBy` may list applications, as Graph's reference has it; the azuread provider's page asks for `Application.Read.All` besides.",
    otherwise:
      "`up` fails at its first application, with Graph's 403: give the deploying identity `Application.Read.All` too. What runs that were cut off have left is not looked for; `up` says so.",
    async look({ graph, permissions }) {
      if (!permissions.has("Application.ReadWrite.OwnedBy"))
        return couldNotBeSeen`The identity does not have it.`;
      if (hasOne(permissions, ["Application.Read.All", "Application.ReadWrite.All", ...MORE]))
        return couldNotBeSeen`The identity has more than that.`;
      return (await mayRead(() => graph.get("/v1.0/applications?$top=1&$select=id")))
        ? holds`It may.`
        : doesNotHold`It is refused (403).`;
    },
  },
  {
    id: "E2",
    assumes:
      "With `User.ReadBasic.All` a user has what the program asks for: `id`, `userPrincipalName`, `displayName`.",
    otherwise:
      "Names in `assigned` are not found, and the preview fails with them: give the identity `User.Read.All`, or assign groups.",
    async look({ graph, permissions }) {
      if (!permissions.has("User.ReadBasic.All")) return couldNotBeSeen`The identity does not have it.`;
      if (hasOne(permissions, ["User.Read.All", "User.ReadWrite.All", ...MORE]))
        return couldNotBeSeen`The identity has more than that.`;
      const path = "/v1.0/users?$top=5&$select=id,userPrincipalName,displayName";
      const page = await graph.get<{ value: Record<string, unknown>[] }>(path).catch(unlessForbidden);
      if (!page) return doesNotHold`It is refused (403).`;
      if (page.value.length === 0) return couldNotBeSeen`There is no user.`;
      const without = page.value.filter(
        (user) => !user.id || !user.userPrincipalName || !user.displayName,
      ).length;
      return without === 0
        ? holds`${page.value.length} of ${page.value.length} have all.`
        : doesNotHold`${without} of ${page.value.length} lack one of them.`;
    },
  },
  {
    id: "E3",
    assumes:
      "Assignment that only the *API* requires does not keep people from consenting themselves; that of the client does, by Microsoft's documentation.",
    otherwise:
      "People get AADSTS90094 although the permission has `consent: users`; `invoke` says so. Set `adminConsent` or `preAuthorized`. The probe can only show that people did consent; that they cannot shows at a sign-in.",
    async look({ graph }) {
      const grants = await graph.list<Grant>("/v1.0/oauth2PermissionGrants").catch(unlessForbidden);
      if (!grants) return couldNotBeSeen`The identity may not read consents: it takes Directory.Read.All.`;
      const ofPeople = grants.filter(({ consentType }) => consentType === "Principal");
      const ids = [...new Set(ofPeople.flatMap(({ clientId, resourceId }) => [clientId, resourceId]))].slice(
        0,
        200,
      );
      const found = await graph.getEach<{ id: string; appRoleAssignmentRequired?: boolean }>(
        ids.map((id) => `/servicePrincipals/${id}?$select=id,appRoleAssignmentRequired`),
      );
      const required = new Map(
        found.flatMap((one) =>
          one && !(one instanceof Error) ? [[one.id, one.appRoleAssignmentRequired === true] as const] : [],
        ),
      );
      const showing = ofPeople.filter(
        ({ clientId, resourceId }) => required.get(resourceId) === true && required.get(clientId) === false,
      ).length;
      return showing > 0
        ? holds`${showing} consents of people show it.`
        : couldNotBeSeen`No person's consent to such an API is there.`;
    },
  },
]);

export const hasOne = (permissions: ReadonlySet<string>, names: readonly string[]): boolean =>
  names.some((name) => permissions.has(name));

async function mayRead(read: () => Promise<unknown>): Promise<boolean> {
  const answer = await read()
    .then(() => true)
    .catch(unlessForbidden);
  return answer === true;
}

/** Undefined where these credentials may not. */
export function unlessForbidden(error: unknown): undefined {
  if (!(error instanceof Forbidden)) throw error;
}
