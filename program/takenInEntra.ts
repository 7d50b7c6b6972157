import * as azuread from "@pulumi/azuread";
import { orUnchecked, type ResolvedSettings } from "../settings/index.ts";
import { applicationWith } from "./applicationWith.ts";
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
    wanted: Parameters<typeof applicationWith>[0],
    words: string,
  ): Promise<Findings> => {
    const notices: string[] = [];
    const what = `${words}: whether an app registration has it`;
    const found = await orUnchecked(notices, path, what, () => applicationWith(wanted));
    if (!found || (found !== "several" && ofStack.has(found.objectId))) return { problems: [], notices };
    const whose =
      found === "several"
        ? "several app registrations have"
        : `the app registration "${found.displayName}" (object id ${found.objectId}) has`;
    const message = `${words}, which ${whose} in Entra ID already. Give it another one, or delete that of there`;
    return { problems: [{ path, message }], notices };
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
  let asked: Promise<azuread.GetDomainsResult> | undefined;
  const domainsOfTenant = () => {
    asked ??= azuread.getDomains({});
    return asked;
  };
  const look = async ({ key, uri, tokenVersion, own }: (typeof set)[number]): Promise<Findings> => {
    const path = ["apis", key, "identifierUri"];
    const problem = (message: string) => ({
      problems: [{ path, message: `${uri} ${message}` }],
      notices: [],
    });
    const guid = /^api:\/\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i
      .exec(uri)?.[1]
      ?.toLowerCase();
    if (guid !== undefined && !own.includes(guid))
      return problem(
        "has a GUID after api:// that is neither the tenant's id nor the application's client id; Entra refuses it",
      );
    if (tokenVersion !== 1 || own.some((id) => uri.toLowerCase().includes(id))) return nothing;
    const notices: string[] = [];
    const what = `whether ${uri} has a verified domain of the tenant in it, as version 1 tokens need,`;
    const domains = (await orUnchecked(notices, path, what, domainsOfTenant))?.domains;
    const { protocol, hostname } = new URL(uri);
    const isWeb = protocol === "https:" || protocol === "http:";
    const isVerified = domains?.some(({ domainName: name }) =>
      isWeb ? hostname === name || hostname.endsWith(`.${name}`) : uri.toLowerCase().includes(name),
    );
    if (!domains || isVerified) return { problems: [], notices };
    const list = domains.map(({ domainName }) => domainName).join(", ");
    return problem(
      `must have a verified domain of the tenant (${list}) in it, its id, or the application's, with version 1 tokens`,
    );
  };
  return joined(await Promise.all(set.map(look)));
}
