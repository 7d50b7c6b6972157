import type { ResolvedSettings } from "../../settings/index.ts";
import type { History } from "./History.ts";

/** What the settings take for there already, and this run makes: permissions to take over, a secret that a client has. */
export function nothingThere(history: History, { apis, clients }: ResolvedSettings): string[] {
  return [
    ...Object.entries(apis).flatMap(([key, api]) => {
      const { adopt, imported, choreo, permissions } = api;
      const isNew = adopt && !imported && !history.entry("permissions", key, api);
      const names = choreo.scopes.map(({ name }) => name);
      if (!isNew || names.some((name) => Object.hasOwn(permissions, name))) return [];
      const has = names.length > 0 ? `it has ${names.join(", ")}` : "it has none";
      return [`apis.${key}.adopt: takes nothing over, as Choreo has none of its permissions (${has})`];
    }),
    ...Object.entries(clients).flatMap(([key, client]) => {
      const isNew = !client.imported && !history.entry("clientApplication", key, client);
      return isNew && client.secret === "external" && client.redirectUris.length > 0
        ? [
            `clients.${key}.secret: external, but its registration is made in this run and has no secret or certificate until somebody gives it one in Azure`,
          ]
        : [];
    }),
  ];
}
