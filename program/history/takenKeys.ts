import type { Problem, ResolvedSettings } from "../../settings/index.ts";
import type { History } from "./History.ts";

/**
 * Keys in whose place another client's of the last run is. An application has one of each type for an identity provider, and the new one
 * is mapped before the other one goes (or each of two waits for the other), so that the run would end in the middle, with a client cut off.
 */
export function takenKeys(history: History, { clients, identityProvider }: ResolvedSettings): Problem[] {
  return Object.entries(clients).flatMap(([key, client]): Problem[] => {
    const owner = client.application.of ?? key;
    const application = applicationIdOf(history, owner, clients[owner]);
    if (application === undefined) return [];
    const names = [key, ...client.formerly];
    const holder = history
      .all("key")
      .find(
        ({ outputs, name }) =>
          !names.includes(name) &&
          outputs.applicationId === application &&
          outputs.keyType === client.keyType &&
          [identityProvider.id, identityProvider.name].includes(String(outputs.identityProvider)),
      );
    if (!holder) return [];
    const [stays, other] =
      Object.entries(clients).find(([each, { formerly }]) => [each, ...formerly].includes(holder.name)) ?? [];
    const has = `would be the ${client.keyType} key of its application in Choreo, which clients.${holder.name} of the last run is`;
    const isNew = !history.entry("key", key, client);
    const [gives, first] =
      stays === undefined
        ? ["goes only in this one", `Run pulumi up without clients.${holder.name} first`]
        : [
            "gives that up only in this one",
            isNew
              ? `Run pulumi up without clients.${key} first`
              : `Leave application.of out of clients.${other?.application.of === undefined ? key : stays} first and run pulumi up, which gives it an application of its own`,
          ];
    return [{ path: ["clients", key], message: `${has} and ${gives}. ${first}, and make this change then` }];
  });
}

/** That of the application which an entry has had made; undefined where this run makes it. */
function applicationIdOf(
  history: History,
  key: string,
  client: ResolvedSettings["clients"][string] | undefined,
): unknown {
  if (!client || !history.entry("choreoApplication", key, client)) return undefined;
  return history.entry("key", key, client)?.outputs.applicationId;
}
