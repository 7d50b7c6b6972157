/**
 * `npm run audit`: whether a known fault is in the locked packages, and whether the registry signed those that are installed. Both by npm's
 * own `npm audit`. A registry between may have no such service; then the public one is asked, and when that cannot be reached either,
 * it says that nobody looked instead of that nothing was found.
 */
import { execa } from "execa";

const PUBLIC = "https://registry.npmjs.org/";

/** What became of a question: an answer without, or with faults (told by npm itself), or none. */
export type Audited = "clean" | "faults" | { nobodyLooked: string };

interface Place {
  /** Folder with the lockfile. */
  cwd: string;
  /** Asked in this order; undefined is the configured one. */
  registries: readonly (string | undefined)[];
}

/** Asks for known faults of the lockfile that are high or critical. */
export async function knownFaults({ cwd, registries }: Place): Promise<Audited> {
  const reasons: string[] = [];
  for (const registry of registries) {
    const args = ["audit", "--audit-level=high", ...(registry ? [`--registry=${registry}`] : [])];
    const result = await ask(args, cwd, (answer) => "auditReportVersion" in answer);
    if (typeof result === "string") return result;
    reasons.push(`${registry ?? "the configured registry"}: ${result.nobodyLooked}`);
  }
  return { nobodyLooked: reasons.join("; ") };
}

/** Asks whether the registry signed what is installed. Only that registry can tell. */
export function signatures(cwd: string): Promise<Audited> {
  return ask(["audit", "signatures"], cwd, (answer) => "invalid" in answer);
}

async function ask(args: string[], cwd: string, isAnswer: (json: object) => boolean): Promise<Audited> {
  const quick = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"];
  const asked = await execa("npm", [...args, "--json", ...quick], { cwd, reject: false });
  const answer = parsed(asked.stdout);
  if (!isAnswer(answer))
    return { nobodyLooked: answer.message ?? answer.error?.summary ?? asked.stderr.trim() };
  if (asked.exitCode === 0) return "clean";
  // Once more, for people.
  await execa("npm", [...args, ...quick], { cwd, reject: false, stdio: "inherit" });
  return "faults";
}

function parsed(text: string): { message?: string; error?: { summary?: string } } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** @returns the exit code: with faults 1; where nobody looked 1 in CI, where green would be taken for "nothing was found" */
export async function audit(terminal: Pick<Console, "log" | "error">, place: Place): Promise<number> {
  const results = [
    ["known faults (npm audit)", await knownFaults(place)],
    ["signatures (npm audit signatures)", await signatures(place.cwd)],
  ] as const;
  for (const [what, result] of results)
    if (typeof result === "string") terminal.log(`${what}: ${result}.`);
    else terminal.error(`${what}: NOT LOOKED AT, there was no service that answers. ${result.nobodyLooked}`);
  const bad = results.some(([, result]) => (process.env.CI ? result !== "clean" : result === "faults"));
  return bad ? 1 : 0;
}

if (process.argv[1] === import.meta.filename)
  process.exitCode = await audit(console, {
    cwd: new URL("..", import.meta.url).pathname,
    registries: [undefined, PUBLIC],
  });
