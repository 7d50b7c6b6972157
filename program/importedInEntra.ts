import * as pulumi from "@pulumi/pulumi";
import { isGuid } from "../settings/guid.ts";
import { orUnchecked, type Problem, type ResolvedApi, type ResolvedSettings } from "../settings/index.ts";
import { reason } from "../settings/reason.ts";
import { applicationWith } from "./applicationWith.ts";
import { type Findings, joined } from "./history/findings.ts";
import type { History } from "./history/index.ts";
import { word } from "./leftovers.ts";

type Entry = ResolvedApi | ResolvedSettings["clients"][string];

/**
 * What entries with `imported` say is there, and is not: a registration, of which the provider would make a new one, and owners by object
 * id, which Entra refuses when other things have been done. What the state has is not asked for.
 *
 * @param isPrincipal whether Entra has a user or service principal of an object id
 */
export async function importedInEntra(
  history: History,
  { apis, clients }: Pick<ResolvedSettings, "apis" | "clients">,
  isPrincipal: (objectId: string) => Promise<boolean>,
): Promise<Findings> {
  const look = async (section: "apis" | "clients", key: string, entry: Entry): Promise<Findings> => {
    if (!entry.imported) return { problems: [], notices: [] };
    const kind = section === "apis" ? "webApplication" : "clientApplication";
    const before = history.entry(kind, key, entry)?.outputs;
    if (!before) return { problems: [await missing([section, key], entry)], notices: [] };
    const known = (before.owners ?? []) as string[];
    const owners = entry.owners.filter((owner) => isGuid(owner) && !known.includes(owner));
    const path = [section, key, "owners"];
    return joined(await Promise.all(owners.map((owner) => ownerFindings(path, owner, isPrincipal))));
  };
  return joined(
    await Promise.all([
      ...Object.entries(apis).map(([key, api]) => look("apis", key, api)),
      ...Object.entries(clients).map(([key, client]) => look("clients", key, client)),
    ]),
  );
}

/** Whatever Entra has: a run would make another one. */
async function missing(path: string[], entry: Entry): Promise<Problem> {
  const name = JSON.stringify(entry.displayName);
  const part = "applicationName" in entry ? ["client", entry.applicationName] : ["api", entry.name];
  const take = `npm run import -- --stack ${word(pulumi.getStack())} --${part[0]} ${word(part[1] as string)}`;
  const found = await applicationWith({ displayName: entry.displayName }).catch((error: Error) => error);
  const tell = (there: string) => ({
    path: [...path, "imported"],
    message: `the registration is not in the state of this stack, and ${there}. Without "imported" the stack makes one, of a name that is free`,
  });
  if (found === undefined)
    return tell(
      `Entra ID has none called ${name}. If it is there under another one, say that as displayName`,
    );
  const takes = `"${take}" takes it in as it is (docs/adopting.md)`;
  if (found instanceof Error)
    return tell(
      `whether Entra ID has one called ${name} could not be looked up: ${reason(found)}. If it has, ${takes}`,
    );
  if (found === "several")
    return tell(`Entra ID has several called ${name}. If one of them is meant, ${takes}`);
  return tell(`Entra ID has one called ${name} (object id ${found.objectId}): ${takes}`);
}

async function ownerFindings(
  path: string[],
  owner: string,
  isPrincipal: (objectId: string) => Promise<boolean>,
): Promise<Findings> {
  const what = "user or service principal in Entra ID has the object id";
  const notices: string[] = [];
  const isThere = await orUnchecked(notices, path, `whether a ${what} ${owner}`, () => isPrincipal(owner));
  return { problems: isThere === false ? [{ path, message: `no ${what} ${owner}` }] : [], notices };
}
