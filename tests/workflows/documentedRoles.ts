import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../sandbox/engine/index.ts";

/** The two identities of a stack. */
export type Role = "deploys" | "previews";

/** A row of a role table: what the stack has, and the permissions of Microsoft Graph that it needs for that. */
export interface RoleRow {
  what: string;
  permissions: string[];
}

const text = readFileSync(join(projectFolder, "docs", "real-services.md"), "utf8");

/** The table under "The identity that deploys" or "… previews" of docs/real-services.md: the tests run with what it says. */
export function graphRoles(role: Role): RoleRow[] {
  const section = text.split(`### The identity that ${role}`)[1]?.split("\n### ")[0] ?? "";
  return rowsOf(section).map(([what = "", permissions = ""]) => ({ what, permissions: codes(permissions) }));
}

/** The rows that a stack needs that has all. */
export function allGraphRoles(role: Role): string[] {
  return [...new Set(graphRoles(role).flatMap(({ permissions }) => permissions))];
}

/** The scopes of Choreo's control plane, without those that its documentation asks of role-based credentials only. */
export function choreoScopes(role: Role): string[] {
  const [, table = ""] = text.split("| identity | scopes |");
  const [, scopes] = rowsOf(table).find(([identity]) => identity === role) ?? [];
  if (!scopes) throw new Error(`docs/real-services.md tells no scopes of the identity that ${role}.`);
  return codes(scopes.split(";")[0] ?? "");
}

/** The body of the first table, cell by cell. */
function rowsOf(section: string): string[][] {
  const lines = section.split("\n").map((line) => line.trim());
  const start = lines.findIndex((line) => /^\|[-|]+$/.test(line));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 1, end).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

const codes = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
