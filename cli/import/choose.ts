import { CliError } from "../shared/errors.ts";
import type { Terminal } from "../shared/run.ts";
import type { Pairs, Wishes } from "../survey/pair/index.ts";

/**
 * Which registration stands for each API that several could stand for: a person at a terminal is asked.
 *
 * @returns undefined where none is in doubt
 * @throws CliError (usage) where nobody can be asked
 */
export async function settlePairs({ apis }: Pairs, { ask }: Terminal): Promise<Wishes | undefined> {
  const wishes = new Map<string, string>();
  for (const { api, candidates } of apis.values()) {
    if (candidates.length < 2) continue;
    const name = `${api.name} ${api.version}`;
    const listed = candidates.map(({ application }) => `"${application.displayName}" (${application.appId})`);
    if (!ask)
      throw new CliError(
        "usage",
        `Several registrations could stand for the API ${name}: ${listed.join(", ")}.`,
        `Say which: --pair "${name}=<client id>". Nothing was written.`,
      );
    const numbered = listed.map((each, index) => `  ${index + 1}  ${each}`).join("\n");
    const answer = Number(await ask(`Which registration stands for the API ${name}?\n${numbered}\nNumber:`));
    const chosen = candidates[answer - 1];
    if (!chosen) throw new CliError("usage", "That is none of them.", "Nothing was written.");
    wishes.set(name, chosen.application.appId);
  }
  return wishes.size > 0 ? wishes : undefined;
}

/**
 * The part that is to be imported: a person at a terminal is asked, with numbers.
 *
 * @throws CliError (usage) where nobody can be asked, or for an answer that is no choice
 */
export async function choosePart(pairs: Pairs, { ask }: Terminal): Promise<Pairs> {
  if (!ask)
    throw new CliError(
      "usage",
      "It is not said what to import.",
      "Say --all, or --api and --client with names; npm run survey lists them.",
    );
  const all = [
    ...[...pairs.apis].map(([name, { api }]) => ({
      kind: "api" as const,
      name,
      text: `API ${api.name} ${api.version}`,
    })),
    ...[...pairs.clients].map(([name]) => ({ kind: "client" as const, name, text: `client ${name}` })),
  ];
  const numbered = all.map(({ text }, index) => `  ${index + 1}  ${text}`).join("\n");
  const answer = (await ask(`${numbered}\nWhat is to be imported? Numbers, or "all":`)).trim();
  if (answer === "all") return pairs;
  const numbers = answer.split(/[\s,]+/).map(Number);
  const chosen = numbers.map((number) => all[number - 1]);
  if (answer === "" || chosen.includes(undefined))
    throw new CliError("usage", `"${answer}" names none of them.`, "Nothing was written.");
  const has = (kind: "api" | "client", name: string) =>
    chosen.some((each) => each?.kind === kind && each.name === name);
  return {
    ...pairs,
    apis: new Map([...pairs.apis].filter(([name]) => has("api", name))),
    clients: new Map([...pairs.clients].filter(([name]) => has("client", name))),
    uses: pairs.uses.filter(({ api, client }) => has("api", api) && has("client", client)),
  };
}
