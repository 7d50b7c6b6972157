import { types } from "../../policies/resourceTypes.ts";
import { resource } from "./run.ts";

export interface ApiOptions {
  stack?: string;
  scopes?: { value: string; type?: string }[];
  permissions?: string[];
  operations?: Record<string, string[]>;
}

/** The two sides of the API `books`, as the program makes them. */
export function books({
  stack = "prod",
  scopes = [
    { value: "urn:taylordean:books:books_add", type: "Admin" },
    { value: "urn:taylordean:books:books_read", type: "User" },
  ],
  permissions = ["books_add", "books_read"],
  operations = { "POST /books": ["books_add"], "GET /books": ["books_read"] },
}: ApiOptions = {}) {
  const named = Object.fromEntries(permissions.map((name) => [name, {}]));
  return [
    resource(types.application, "books", { api: { oauth2PermissionScopes: scopes } }, { stack }),
    resource(types.apiPermissions, "books", { scopes: named, operations }, { stack }),
  ] as const;
}

/** As `@pulumi/policy` throws it, which does not export it. */
export class UnknownValueError extends Error {}
