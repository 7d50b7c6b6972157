import { CliError } from "../shared/errors.ts";
import type { Terminal } from "../shared/run.ts";
import { Progress } from "../survey/progress.ts";
import { gather, type Surveyed } from "../survey/survey.ts";
import { choosePart, settlePairs } from "./choose.ts";
import type { ImportOptions } from "./options.ts";

/**
 * Both sides, as far as they are to be imported; a person at a terminal says what is in doubt.
 *
 * @throws CliError (usage) where these credentials do not see enough, or nobody can be asked
 */
export async function look(
  options: ImportOptions,
  services: Parameters<typeof gather>[0],
  wanted: Parameters<typeof gather>[1],
  terminal: Terminal,
): Promise<Surveyed> {
  const progress = () => new Progress((line) => terminal.err(line));
  let surveyed = await gather(services, wanted, progress());
  refuseBlind(surveyed);
  const wishes = await settlePairs(surveyed.pairs, terminal);
  if (wishes) {
    const pair = new Map([...wanted.pair, ...wishes]);
    surveyed = await gather(services, { ...wanted, pair }, progress());
  }
  const isSaid = options.all || options.api.length + options.client.length > 0;
  return isSaid ? surveyed : { ...surveyed, pairs: await choosePart(surveyed.pairs, terminal) };
}

/** Who does not see a side would take what is there for missing, and the first run would make it a second time. */
function refuseBlind({ pairs, choreo, gaps }: Surveyed): void {
  if (pairs.seesRegistrations && choreo.apis) return;
  const missing = gaps.found.map(({ what, needs }) => `${what}: ${needs}`).join("; ");
  throw new CliError(
    "usage",
    `These credentials do not see enough to import anything (${missing}).`,
    "Nothing was written. npm run survey tells what can be seen without it.",
  );
}
