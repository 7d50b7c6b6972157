import type { GraphApplication } from "../graph-objects.ts";
import { type ApiSubject, green, type Link, putRight, red } from "../link.ts";

/** A scope that is switched off in Azure cannot be asked for (AADSTS650053). */
export const scopesEnabledLink: Link<ApiSubject> = {
  id: "scopes-enabled",
  title: "Azure's scopes are switched on",
  needs: ["web-api"],
  async check({ api }, { graph }) {
    const application = await graph.get<GraphApplication>(
      `/v1.0/applications/${api.azure.applicationObjectId}`,
    );
    const scopes = application?.api?.oauth2PermissionScopes ?? [];
    const off = Object.entries(api.scopes)
      .filter(
        ([, { enabled, scopeId }]) => enabled && scopes.find(({ id }) => id === scopeId)?.isEnabled === false,
      )
      .map(([name]) => name);
    if (off.length) return red(`Switched off: ${off.join(", ")}.`, putRight);
    const meant = Object.entries(api.scopes)
      .filter(([, { enabled }]) => !enabled)
      .map(([name]) => name);
    return green(meant.length ? `all but ${meant.join(", ")}, as the settings say` : "all of them");
  },
};
