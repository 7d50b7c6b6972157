import { styleText } from "node:util";
import { resultLine } from "../doctor/print.ts";
import type { Section } from "../doctor/walk.ts";
import { type Chain, count, type Report } from "./report.ts";

const marks = { good: styleText("green", "✔"), bad: styleText("red", "✖") };

/** For people: what holds in a line each, what does not with each reason and what to do. */
export function printReport(report: Report): string {
  const { sections, chains, loose, unseen } = report;
  const of = (kind: Section["kind"]) => sections.filter((section) => section.kind === kind);
  const blocks = [
    block(
      "APIs",
      of("api").flatMap((section) => sectionLines(section, apiTitle(report, section.name))),
    ),
    block(
      "Clients",
      of("client").flatMap((section) => sectionLines(section, clientTitle(report, section.name))),
    ),
    block(
      "Between client and API",
      of("use")
        .filter(isNotable)
        .flatMap((section) => sectionLines(section, section.name)),
    ),
    block("Chains that hold", chains.filter(({ holds }) => holds).map(chainLine)),
    block("Chains that are broken", chains.filter(({ holds }) => !holds).map(chainLine)),
    block(
      "Belongs to no chain",
      loose.map(({ kind, name, id, says }) => `  ${kind}: ${name} (${id}) ${says}`),
    ),
    block(
      "Could not be seen",
      unseen.map(({ what, needs, therefore }) => `  ${what}: ${needs} is missing. So ${therefore}.`),
    ),
  ];
  return [...blocks.flat(), summary(report)].join("\n");
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
