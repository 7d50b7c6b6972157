import type { GraphApplication } from "../graph-objects.ts";
import { green, type Link, putRight, red, type UseSubject } from "../link.ts";

/** Guide, step 3.2: API permissions of the client. */
export const apiPermissionsLink: Link<UseSubject> = {
  id: "api-permissions",
  title: "The client lists the API's scopes",
  needs: ["client-app", "web-api"],
  async check({ client: { connection }, api: { api }, use }, { graph }) {
    const application = await graph.get<GraphApplication>(
      `/v1.0/applications/${connection.applicationObjectId}`,
    );
    const listed = new Set(
      application?.requiredResourceAccess
        ?.filter(({ resourceAppId }) => resourceAppId === api.azure.clientId)
        .flatMap(({ resourceAccess }) => resourceAccess?.map(({ id }) => id) ?? []),
    );
    const missing = use.permissions.filter((name) => !listed.has(api.scopes[name]?.scopeId ?? ""));
    if (missing.length) return red(`Not listed: ${missing.join(", ")}.`, putRight);
    return green(use.permissions.join(", "));
  },
};
