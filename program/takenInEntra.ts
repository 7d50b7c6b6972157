import * as azuread from "@pulumi/azuread";
import { foundNothing, type Problem, type ResolvedSettings, unchecked } from "../settings/index.ts";
import { type Findings, joined } from "./history/findings.ts";
import { folded, type History } from "./history/index.ts";

const nothing: Findings = { problems: [], notices: [] };

/**
 * Names and identifier URIs that entries of the state are to get in this run, and that an app registration outside the stack has: the
 * provider or Entra refuses them when other things have been done already.
 */
export async function takenInEntra(
  history: History,
  { apis, clients }: Pick<ResolvedSettings, "apis" | "clients">,
): Promise<Findings> {
  const ofStack = new Set(
    [...history.all("webApplication"), ...history.all("clientApplication")].map(
      ({ outputs }) => outputs.objectId,
    ),
  );
  const look = async (
    path: string[],
    wanted: azuread.GetApplicationArgs,
    words: string,
  ): Promise<Findings> => {
    const found = await azuread.getApplication(wanted).catch(severalOrNone);
    if (found instanceof Error)
      return {
        problems: [],
        notices: [unchecked(path, `${words}: whether an app registration has it`, found)],
      };
    if (!found || (found !== "several" && ofStack.has(found.objectId))) return nothing;
    const whose =
      found === "several"
        ? "several app registrations have"
        : `the app registration "${found.displayName}" (object id ${found.objectId}) has`;
    const message = `${words}, which ${whose} in Entra ID already. Give it another one, or delete that of there`;
    return { problems: [{ path, message }], notices: [] };
  };
  const renamed = (kind: "webApplication" | "clientApplication", section: "apis" | "clients") =>
    Object.entries<ResolvedSettings["apis" | "clients"][string]>(section === "apis" ? apis : clients).map(
      ([key, entry]) => {
        const before = history.entry(kind, key, entry);
        // Of what was there before the stack there may be two of one name.
        if (!before || entry.imported || folded(before.outputs.displayName) === folded(entry.displayName))
          return nothing;
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
    if (identifierUri === undefined || folded(before) === folded(identifierUri)) return nothing;
    return look(
      ["apis", key, "identifierUri"],
      { identifierUri },
      `would have the identifier URI ${identifierUri}`,
    );
  });
  const all = [...renamed("webApplication", "apis"), ...renamed("clientApplication", "clients"), ...uris];
  return joined(await Promise.all(all));
}

/** Whether that is how the provider says that it found more than one. */
export const areSeveral = (error: unknown) => /multiple applications/i.test((error as Error).message);

/** What the look-up says where more than one is found, or none; else that it failed. */
function severalOrNone(error: Error): "several" | undefined | Error {
  if (areSeveral(error)) return "several";
  return foundNothing(error) ? undefined : error;
}

/**
 * Identifier URIs that Entra refuses for what is in them, in the middle of a run: another's GUID after `api://` and, for version 1 tokens,
 * nothing that is the tenant's or the application's own.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
 */
export async function refusedIdentifierUris(
  history: History,
  { apis, tenantId }: Pick<ResolvedSettings, "apis" | "tenantId">,
): Promise<Findings> {
  const set = Object.entries(apis).flatMap(([key, api]) => {
    const before = history.entry("identifierUri", key, api)?.outputs.identifierUri;
    const { identifierUri: uri, tokenVersion } = api;
    if (uri === undefined || before === uri) return [];
    const clientId = history.entry("webApplication", key, api)?.outputs.clientId;
    return [{ key, uri, tokenVersion, own: [tenantId, clientId].map((id) => String(id).toLowerCase()) }];
  });
  const isOld = set.some(({ tokenVersion }) => tokenVersion === 1);
  const domains = isOld
    ? await azuread.getDomains({}).then(
        ({ domains }) => domains,
        (error: Error) => error,
      )
    : [];
  const isUnsure = ({ uri, tokenVersion, own }: (typeof set)[number]) =>
    tokenVersion === 1 && domains instanceof Error && !own.some((id) => uri.toLowerCase().includes(id));
  const notices = set
    .filter(isUnsure)
    .map(({ key, uri }) =>
      unchecked(
        ["apis", key, "identifierUri"],
        `whether ${uri} has a verified domain of the tenant in it, as version 1 tokens need,`,
        domains,
      ),
    );
  const problems = set.flatMap(({ key, uri, tokenVersion, own }): Problem[] => {
    const problem = (message: string) => [
      { path: ["apis", key, "identifierUri"], message: `${uri} ${message}` },
    ];
    const guid = /^api:\/\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i
      .exec(uri)?.[1]
      ?.toLowerCase();
    if (guid !== undefined && !own.includes(guid))
      return problem(
        "has a GUID after api:// that is neither the tenant's id nor the application's client id; Entra refuses it",
      );
    if (tokenVersion !== 1 || domains instanceof Error || own.some((id) => uri.toLowerCase().includes(id)))
      return [];
    const { protocol, hostname } = new URL(uri);
    const isWeb = protocol === "https:" || protocol === "http:";
    const isVerified = domains.some(({ domainName: name }) =>
      isWeb ? hostname === name || hostname.endsWith(`.${name}`) : uri.toLowerCase().includes(name),
    );
    const list = domains.map(({ domainName }) => domainName).join(", ");
    return isVerified
      ? []
      : problem(
          `must have a verified domain of the tenant (${list}) in it, its id, or the application's, with version 1 tokens`,
        );
  });
  return { problems, notices };
}
