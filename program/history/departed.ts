import * as azuread from "@pulumi/azuread";
import { type DepartedAssignment, isKeptDeparted } from "../../components/index.ts";
import { type ResolvedSettings, SettingsError } from "../../settings/index.ts";
import { mapValues } from "../../shared/records.ts";
import type { History } from "./History.ts";
import { formerPrincipals } from "./principals.ts";

type Outputs = Record<"appRoleId" | "principalObjectId" | "resourceObjectId" | "principalType", string>;

/** Which of these users or groups there are. */
export type Existing = (kind: "User" | "Group", objectIds: string[]) => Promise<string[]>;

/**
 * By API: assignments that the settings no longer name, of people who have left the directory. Deleting them would fail: the provider takes
 * "it is gone" for an error. Entra is only asked where a name was taken out. What the run before has kept is let go now.
 */
export async function departedAssignments(
  history: History,
  { apis }: Pick<ResolvedSettings, "apis">,
  existing: Existing = inEntra,
): Promise<Record<string, DepartedAssignment[]>> {
  const dropped = mapValues(apis, (api, key): (DepartedAssignment & { kind: string })[] => {
    const principal = history.entry("webPrincipal", key, api);
    const named = new Set(
      [api.principals, ...Object.values(api.roles).map(({ principals }) => principals)].flatMap(
        ({ users, groups }) => [...Object.values(users), ...Object.values(groups)],
      ),
    );
    return history.all("assignment").flatMap(({ name, outputs }) => {
      const { principalType: kind, ...fields } = outputs as Outputs;
      const isDropped =
        principal !== undefined &&
        fields.resourceObjectId === principal.outputs.objectId &&
        !named.has(fields.principalObjectId) &&
        !isKeptDeparted(principal.name, name);
      const { appRoleId, principalObjectId, resourceObjectId } = fields;
      return isDropped
        ? [
            {
              kind,
              suffix: name.slice(principal.name.length),
              appRoleId,
              principalObjectId,
              resourceObjectId,
            },
          ]
        : [];
    });
  });
  const ids = (kind: string) => [
    ...new Set(
      Object.values(dropped)
        .flat()
        .flatMap((each) => (each.kind === kind ? [each.principalObjectId] : [])),
    ),
  ];
  const there = new Set(
    (
      await Promise.all(
        (["User", "Group"] as const).map((kind) => (ids(kind).length ? existing(kind, ids(kind)) : [])),
      )
    ).flat(),
  );
  return mapValues(dropped, (assignments) =>
    assignments
      .filter(
        ({ kind, principalObjectId }) => ["User", "Group"].includes(kind) && !there.has(principalObjectId),
      )
      .map(({ kind: _, ...assignment }) => assignment),
  );
}

/** With `ignoreMissing` the provider still fails when it finds none at all. */
async function inEntra(kind: "User" | "Group", objectIds: string[]): Promise<string[]> {
  try {
    if (kind === "Group") return (await azuread.getGroups({ objectIds, ignoreMissing: true })).objectIds;
    return (await azuread.getUsers({ objectIds, ignoreMissing: true })).users.map(({ objectId }) => objectId);
  } catch (error) {
    if (/\bno (users|groups)\b.*\b(returned|found)\b/i.test((error as Error).message)) return [];
    throw error;
  }
}

/** The same error, which says of each name that the last run had found that it was there then. Entra does not tell cases apart. */
export function explainDeparted(error: SettingsError, history: History): SettingsError {
  const idsOf = (kind: "users" | "groups") =>
    new Map(
      Object.entries(formerPrincipals(history, [kind])).flatMap(([id, names]) =>
        names.map((name) => [name.toLowerCase(), id] as const),
      ),
    );
  const ids = { user: idsOf("users"), group: idsOf("groups") };
  return new SettingsError(
    error.problems.map((problem) => {
      const [, kind, name = ""] = /^no (user|group) "(.*?)" in Entra ID/.exec(problem.message) ?? [];
      const id = ids[kind as keyof typeof ids]?.get(name.toLowerCase());
      if (id === undefined) return problem;
      const left = `The last run found it (object id ${id}): it was deleted or renamed since. What was deleted has no access any more; take the name out`;
      return { ...problem, message: `${problem.message.replace(/(?<![.?])$/, ".")} ${left}` };
    }),
  );
}
