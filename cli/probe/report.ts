import type { Answer } from "./answer.ts";
import type { Answered } from "./probe.ts";

/** What a probe saw. Its JSON form: machines may rely on the names. No names, ids, addresses or tokens of a service in it. */
export interface Report {
  version: 1;
  /** Of this program. */
  program: string;
  /** `2026-11-26` */
  date: string;
  flavour: "choreo" | "apim" | null;
  /** Whether checks that write were made. */
  write: boolean;
  counts: Record<Answer["answer"], number>;
  checks: ReportedCheck[];
}

export interface ReportedCheck extends Answer {
  id: string;
  assumes: string;
  /** Where it does not hold: what that means for this program, and what it does then. */
  otherwise?: string;
}

export function reportOf(
  answers: readonly Answered[],
  about: Pick<Report, "program" | "date" | "flavour" | "write">,
): Report {
  const count = (wanted: Answer["answer"]) => answers.filter(({ answer }) => answer === wanted).length;
  return {
    version: 1,
    ...about,
    counts: {
      holds: count("holds"),
      "does not hold": count("does not hold"),
      "could not be seen": count("could not be seen"),
    },
    checks: answers.map(({ id, assumes, answer, says, otherwise }) => ({
      ...{ id, assumes, answer, says },
      ...(answer === "does not hold" ? { otherwise } : {}),
    })),
  };
}

/** For people and for an issue: Markdown, what does not hold first. */
export function printReport({ program, date, flavour, write, counts, checks }: Report): string {
  const control = { choreo: "Choreo", apim: "API Manager" };
  const of = (wanted: Answer["answer"]) => checks.filter(({ answer }) => answer === wanted);
  const line = ({ id, assumes, says }: ReportedCheck) => `- **${id}** ${assumes} *${says}*`;
  const part = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [`#### ${title}`, "", ...lines, ""] : [];
  return [
    "### What `npm run probe` saw",
    "",
    `choreo-azuread ${program}, ${date}; ${flavour ? control[flavour] : "no control plane"}; ${write ? "with writes" : "reading only"}. ${summary(counts)}`,
    "",
    ...part(
      "Does not hold",
      of("does not hold").flatMap((check) => [line(check), `  - ${check.otherwise}`]),
    ),
    ...part("Holds", of("holds").map(line)),
    ...part("Could not be seen", of("could not be seen").map(line)),
  ]
    .join("\n")
    .trimEnd();
}

function summary(counts: Report["counts"]): string {
  return `${counts.holds} hold, ${counts["does not hold"]} do not, ${counts["could not be seen"]} could not be seen.`;
}
