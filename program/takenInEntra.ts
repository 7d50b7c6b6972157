import * as azuread from "@pulumi/azuread";
import type { Problem, ResolvedSettings } from "../settings/index.ts";
import { folded, type History } from "./history/index.ts";

/**
 * Names and identifier URIs that entries of the state are to get in this run, and that an app registration outside the stack has: the
 * provider or Entra refuses them when other things have been done already.
 */
export async function takenInEntra(
  history: History,
  { apis, clients }: Pick<ResolvedSettings, "apis" | "clients">,
): Promise<Problem[]> {
  const ofStack = new Set(
    [...history.all("webApplication"), ...history.all("clientApplication")].map(
      ({ outputs }) => outputs.objectId,
    ),
  );
  const look = async (path: string[], wanted: azuread.GetApplicationArgs, words: string) => {
    const found = await azuread.getApplication(wanted).catch(several);
    if (!found || (found !== "several" && ofStack.has(found.objectId))) return [];
    const whose =
      found === "several"
        ? "several app registrations have"
        : `the app registration "${found.displayName}" (object id ${found.objectId}) has`;
    return [
      {
        path,
        message: `${words}, which ${whose} in Entra ID already. Give it another one, or delete that of there`,
      },
    ];
  };
  const renamed = (kind: "webApplication" | "clientApplication", section: "apis" | "clients") =>
    Object.entries<ResolvedSettings["apis" | "clients"][string]>(section === "apis" ? apis : clients).map(
      ([key, entry]) => {
        const before = history.entry(kind, key, entry);
        // Of what was there before the stack there may be two of one name.
        if (!before || entry.imported || folded(before.outputs.displayName) === folded(entry.displayName))
          return [];
        const { displayName } = entry;
        return look(
          [section, key],
          { displayName },
          `would have the name ${JSON.stringify(displayName)} in Azure`,
        );
      },
    );
  const uris = Object.entries(apis).map(([key, api]) => {
    const { identifierUri } = api;
    const before = history.entry("identifierUri", key, api)?.outputs.identifierUri;
    if (identifierUri === undefined || folded(before) === folded(identifierUri)) return [];
    return look(
      ["apis", key, "identifierUri"],
      { identifierUri },
      `would have the identifier URI ${identifierUri}`,
    );
  });
  const all = [...renamed("webApplication", "apis"), ...renamed("clientApplication", "clients"), ...uris];
  return (await Promise.all(all)).flat();
}

/** What the look-up says where more than one is found; all else is left to the provider, as where none is. */
function several({ message }: Error): "several" | undefined {
  return /multiple applications/i.test(message) ? "several" : undefined;
}
