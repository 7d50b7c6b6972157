import { Forbidden, GraphError } from "../../graph/client.ts";
import { ChoreoError } from "../../providers/choreo/reads.ts";
import { type Answer, couldNotBeSeen } from "./answer.ts";
import type { Check } from "./check.ts";
import { allChecks } from "./checks/index.ts";
import { ChoreoLab } from "./lab/choreo.ts";
import { type Cleaned, together } from "./lab/cleaning.ts";
import { EntraLab } from "./lab/entra.ts";
import type { Whose } from "./lab/mark.ts";
import type { ChoreoSide, EntraSide } from "./world.ts";

/** The services as far as there are credentials for them. */
export interface Sides {
  choreo: ChoreoSide | undefined;
  entra: EntraSide | undefined;
}

export type Answered = Check & Answer;

export interface Outcome {
  answers: Answered[];
  /** With `write`: what came of what earlier runs had left, and of what this one made. */
  before?: Cleaned;
  after?: Cleaned;
}

/**
 * Answers checks; all, where none are chosen.
 *
 * @param isStopped asked before each check: the rest is left out, and what was made is removed all the same
 */
export async function probe(
  sides: Sides,
  {
    write,
    isStopped = () => false,
    chosen = allChecks,
  }: { write: boolean; isStopped?: () => boolean; chosen?: readonly Check[] },
  progress: (line: string) => void,
): Promise<Outcome> {
  const writes = (side: Check["side"]) =>
    write && chosen.some((check) => check.side === side && check.by === "writing");
  const labs = openLabs({
    choreo: writes("choreo") ? sides.choreo : undefined,
    entra: writes("entra") ? sides.entra : undefined,
  });
  const before = write ? await clean(labs, "abandoned") : undefined;
  const answers: Answered[] = [];
  let after: Cleaned | undefined;
  try {
    for (const check of chosen) {
      if (isStopped()) break;
      if (write && check.by === "writing") progress(`${check.id} …`);
      answers.push({ ...check, ...(await answerOf(check, sides, write ? labs : undefined)) });
    }
  } finally {
    if (write) {
      progress("Removing what was made …");
      after = await clean(labs, "own");
    }
  }
  return { answers, ...(before && after ? { before, after } : {}) };
}

export interface Labs {
  choreo: ChoreoLab | undefined;
  entra: EntraLab | undefined;
}

export const openLabs = ({ choreo, entra }: Sides): Labs => ({
  choreo: choreo && new ChoreoLab(choreo),
  entra: entra && new EntraLab(entra),
});

/** Removes what bears the mark of a probe, and nothing else. */
export async function clean(
  { choreo, entra }: Labs,
  whose: Exclude<Whose, object> | "own",
): Promise<Cleaned> {
  const cleaned = [choreo, entra].map((lab) => lab?.clean(whose === "own" ? { run: lab.name } : whose));
  return together(await Promise.all(cleaned.filter((each) => each !== undefined)));
}

async function answerOf(check: Check, { choreo, entra }: Sides, labs: Labs | undefined): Promise<Answer> {
  if (check.side === "choreo" && !choreo) return couldNotBeSeen`Nobody is signed in to Choreo here.`;
  if (check.side === "entra" && !entra) return couldNotBeSeen`Nobody is signed in to Entra ID here.`;
  if (check.flavour && choreo && check.flavour !== choreo.control.flavour.name)
    return check.flavour === "choreo"
      ? couldNotBeSeen`It is about Choreo; this is API Manager.`
      : couldNotBeSeen`It is about API Manager; this is Choreo.`;
  if (check.by === "writing" && !labs) return couldNotBeSeen`Only a write shows it: --write.`;
  try {
    return await looked(check, { choreo, entra }, labs);
  } catch (error) {
    // Not in the report: it may quote the service.
    if (process.env.CHOREO_AZUREAD_DEBUG) process.stderr.write(`${check.id}: ${(error as Error).stack}\n`);
    return reason(error);
  }
}

function looked(check: Check, { choreo, entra }: Sides, labs: Labs | undefined): Promise<Answer> {
  const at = { choreo: choreo as ChoreoSide, entra: entra as EntraSide };
  if (check.side === "choreo")
    return check.by === "reading" ? check.look(at.choreo) : check.look(at.choreo, labs?.choreo as ChoreoLab);
  return check.by === "reading" ? check.look(at.entra) : check.look(at.entra, labs?.entra as EntraLab);
}

/** Without the error's words: they quote the service. */
function reason(error: unknown): Answer {
  if (error instanceof Forbidden) return couldNotBeSeen`These credentials may not (403).`;
  if (error instanceof ChoreoError && error.status)
    return couldNotBeSeen`The service answers ${error.status}, code ${error.code ?? 0}.`;
  if (error instanceof GraphError && error.status) return couldNotBeSeen`Graph answers ${error.status}.`;
  if (error instanceof ChoreoError || error instanceof GraphError)
    return couldNotBeSeen`The service does not answer.`;
  return couldNotBeSeen`Its answer could not be understood.`;
}
