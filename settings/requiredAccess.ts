import { duplicates } from "./duplicates.ts";
import { isGuid } from "./guid.ts";
import type { ApiConfig, ClientConfig } from "./schema/index.ts";

/** https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation */
const MOST = { resources: 50, permissions: 400 };

/** What is wrong with the other permissions that a registration lists. */
export function checkRequiredAccess(
  {
    requiredResourceAccess,
    uses = {},
    appRoles = {},
  }: Pick<ApiConfig, "requiredResourceAccess"> & Partial<Pick<ClientConfig, "uses" | "appRoles">>,
  fail: (path: (string | number)[], message: string) => void,
): void {
  const others = Object.values(requiredResourceAccess).map(({ scopes, roles }) => [...scopes, ...roles]);
  const all = [...Object.values(uses), ...others];
  const permissions = [...all, ...Object.values(appRoles)].flat().length;
  const where = Object.keys(uses).length > others.length ? "uses" : "requiredResourceAccess";
  const together =
    others.length > 0 && Object.keys(uses).length > 0 ? ", uses and requiredResourceAccess together" : "";
  if (all.length > MOST.resources)
    fail(
      [where],
      `names ${all.length} APIs${together}; Entra allows at most ${MOST.resources} in a registration`,
    );
  if (permissions > MOST.permissions)
    fail(
      [where],
      `names ${permissions} permissions${together}; Entra allows at most ${MOST.permissions} in a registration`,
    );
  for (const [resource, first] of duplicates(Object.keys(requiredResourceAccess), (id) => id.toLowerCase()))
    fail(["requiredResourceAccess", resource], `is the same resource as ${first}; one has one entry`);
  for (const [resource, { scopes, roles }] of Object.entries(requiredResourceAccess)) {
    const path = ["requiredResourceAccess", resource];
    for (const [kind, ids] of Object.entries({ scopes, roles }))
      for (const [id] of duplicates(ids, (each) => each)) fail([...path, kind], `${id} is there twice`);
    if (!isGuid(resource))
      fail(
        path,
        "must be the client id of a resource, like 00000003-0000-0000-c000-000000000000 of Microsoft Graph",
      );
    else if (scopes.length + roles.length === 0)
      fail(path, "names no permission; give ids under scopes or roles");
  }
}
