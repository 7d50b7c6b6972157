import { duplicates } from "./duplicates.ts";
import { isGuid } from "./guid.ts";
import type { ApiConfig } from "./schema.ts";

/** What is wrong with the other permissions that a registration lists. */
export function checkRequiredAccess(
  { requiredResourceAccess }: Pick<ApiConfig, "requiredResourceAccess">,
  fail: (path: (string | number)[], message: string) => void,
): void {
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
