import { styleText } from "node:util";
import { resultLine } from "../doctor/print.ts";
import type { Section } from "../doctor/walk.ts";
import { type Chain, count, type Report } from "./report.ts";
import type { Through } from "./who.ts";

const marks = { good: styleText("green", "✔"), bad: styleText("red", "✖") };

/** For people: what holds in a line each, what does not with each reason and what to do. */
export function printReport(report: Report): string {
  const { sections, chains, loose, unseen } = report;
  const of = (kind: Section["kind"]) => sections.filter((section) => section.kind === kind);
  const blocks = [
    block(
      "APIs",
      of("api").flatMap((section) => [
        ...sectionLines(section, apiTitle(report, section.name)),
        ...apiFacts(report, section.name),
      ]),
    ),
    block(
      "Clients",
      of("client").flatMap((section) => [
        ...sectionLines(section, clientTitle(report, section.name)),
        ...clientFacts(report, section.name),
      ]),
    ),
    block(
      "Between client and API",
      of("use")
        .filter(isNotable)
        .flatMap((section) => sectionLines(section, section.name)),
    ),
    block("Chains that hold", chains.filter(({ holds }) => holds).map(chainLine)),
    block("Chains that are broken", chains.filter(({ holds }) => !holds).map(chainLine)),
    block("Who may call what, broken chains included", callLines(report)),
    block(
      "Belongs to no chain",
      loose.map(({ kind, name, id, says }) => `  ${kind}: ${name} (${id}) ${says}`),
    ),
    block(
      "Could not be seen",
      unseen.map(({ what, needs, therefore }) => `  ${what}: ${needs} is missing. So ${therefore}.`),
    ),
  ];
  return [...blocks.flat(), `Looked at: ${report.covers}; no other.`, summary(report)].join("\n");
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [title, ...lines, ""] : [];
}

/** One line if all is well, else the links that are not green; those that wait for another are not told. */
function sectionLines({ results }: Section, title: string): string[] {
  const notable = results.filter(({ state }) => state === "red" || state === "yellow");
  const mark = notable.some(({ state }) => state === "red") ? marks.bad : marks.good;
  const held = `${count(results, "green")} of ${results.length} links hold`;
  return [`  ${mark} ${title}: ${held}`, ...notable.map((result) => `  ${resultLine(result)}`)];
}

/** Who is let in to an API. */
function apiFacts({ access }: Report, key: string): string[] {
  const api = access.apis[key];
  const names = namesIn(access);
  const withRole = Object.values(api?.roles ?? {}).flat();
  return facts({
    assigned: names(api?.assigned.filter((id) => !withRole.includes(id)) ?? []),
    ...Object.fromEntries(
      Object.entries(api?.roles ?? {}).map(([role, ids]) => [`role ${role}`, names(ids)]),
    ),
    "pre-authorised clients": Object.keys(api?.preAuthorized ?? {}),
    owners: names(api?.owners ?? []),
  });
}

/** What signs in as a client, and who can make more of it. */
function clientFacts({ access, clients }: Report, key: string): string[] {
  const client = access.clients[key];
  return facts({
    credentials: (clients[key]?.credentials ?? []).map(
      ({ kind, name, ends, ofServicePrincipal }) =>
        `${kind}${name ? ` "${name}"` : ""}${ofServicePrincipal ? " of the service principal" : ""}${ends ? ` until ${ends.slice(0, 10)}` : ""}`,
    ),
    "consent for everybody": Object.entries(client?.granted ?? {}).map(
      ([api, permissions]) => `${api}: ${permissions.join(" ")}`,
    ),
    owners: namesIn(access)(client?.owners ?? []),
  });
}

function facts(named: Readonly<Record<string, readonly string[]>>): string[] {
  const told = Object.entries(named).filter(([, some]) => some.length > 0);
  return told.length > 0
    ? [`      ${told.map(([name, some]) => `${name}: ${some.join(", ")}`).join("; ")}`]
    : [];
}

const namesIn =
  ({ principals }: Report["access"]) =>
  (ids: readonly string[]): string[] =>
    ids.map((id) => principals[id]?.name ?? id);

function callLines({ calls }: Report): string[] {
  return calls.flatMap(({ api, operations, permissions, through }) => [
    `  ${api}: ${operations.join(", ")}${permissions.length ? ` (${permissions.join(" or ")})` : ""}`,
    ...(through.length === 0 ? ["    nobody"] : through.map(throughLine)),
  ]);
}

function throughLine({ client, subjects, ifAdminConsented }: Through): string {
  const asked = ifAdminConsented ? ", once an administrator has consented" : "";
  return `    ${client === null ? "without a token" : `through ${client}`}: ${subjects.join(", ")}${asked}`;
}

function isNotable({ results }: Section): boolean {
  return results.some(({ state }) => state === "red" || state === "yellow");
}

function apiTitle({ apis }: Report, key: string): string {
  const api = apis[key];
  return api && api.name !== key ? `${api.name} ${api.version}` : `${key} ${api?.version ?? ""}`;
}

function clientTitle({ clients }: Report, key: string): string {
  const client = clients[key];
  const { displayName } = client?.registration ?? {};
  const registration = displayName && displayName !== key ? `, registration "${displayName}"` : "";
  return `${key} (${client?.application.keyType ?? ""}${registration})`;
}

function chainLine({ client, api, permissions, holds, broken }: Chain): string {
  const what = permissions.length ? ` for ${permissions.join(", ")}` : "";
  return `  ${holds ? marks.good : marks.bad} ${client} → ${api}${what}${holds ? "" : `; broken at ${broken.join("; ")}`}`;
}

function summary({ apis, clients, chains, loose, unseen }: Report): string {
  const held = chains.filter(({ holds }) => holds).length;
  const parts = [
    plural(Object.keys(apis).length, "API"),
    plural(Object.keys(clients).length, "client"),
    `${plural(chains.length, "chain")}, of which ${held} ${held === 1 ? "holds" : "hold"}`,
    loose.length > 0 && `${plural(loose.length, "thing")} in no chain`,
    unseen.length > 0 && `${plural(unseen.length, "thing")} that could not be seen`,
  ];
  return `${parts.filter(Boolean).join(", ")}. Nothing was changed.`;
}

const plural = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
