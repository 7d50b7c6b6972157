import type { GraphApplication } from "../graph-objects.ts";
import { type ApiSubject, green, type Link, putRight, red } from "../link.ts";

/**
 * A scope that is switched off in Azure cannot be asked for (AADSTS650053); one that is on, or left to users, by hand lets in whom the
 * settings do not.
 */
export const scopesEnabledLink: Link<ApiSubject> = {
  id: "scopes-enabled",
  title: "Azure's scopes are switched on",
  needs: ["web-api"],
  async check({ api }, { graph }) {
    const application = await graph.get<GraphApplication>(
      `/v1.0/applications/${api.azure.applicationObjectId}`,
    );
    const found = application?.api?.oauth2PermissionScopes ?? [];
    const scopes = Object.entries(api.scopes).map(([name, said]) => ({
      name,
      said,
      there: found.find(({ id }) => id === said.scopeId),
    }));
    const named = (is: (scope: (typeof scopes)[number]) => boolean) =>
      scopes
        .filter(is)
        .map(({ name }) => name)
        .join(", ");
    const off = named(({ said, there }) => said.enabled && there?.isEnabled === false);
    const on = named(({ said, there }) => !said.enabled && there?.isEnabled === true);
    const users = named(({ said, there }) => said.consent === "admins" && there?.type === "User");
    const wrong = [
      off && `Switched off: ${off}.`,
      on && `Switched on, and off in the settings: ${on}.`,
      users && `Users may consent to ${users}, administrators alone by the settings.`,
    ].filter(Boolean);
    if (wrong.length) return red(wrong.join(" "), putRight);
    const meant = named(({ said }) => !said.enabled);
    return green(meant ? `all but ${meant}, as the settings say` : "all of them");
  },
};
