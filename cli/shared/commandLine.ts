import type { Command } from "commander";
import { didYouMean } from "../../settings/nearest.ts";
import { CliError } from "./errors.ts";

/** Options of ours that are npm's own as well: it sets their variables for other reasons. */
const NPMS_OWN = new Set([
  "all",
  "dry-run",
  "help",
  "json",
  "key",
  "prefix",
  "save",
  "scope",
  "version",
  "yes",
]);

const flagsOf = (command: Command): string[] => [
  ...new Set(
    [command, ...command.commands].flatMap(({ options }) =>
      options.flatMap(({ long, short }) => [long, short].filter((flag) => flag != null)),
    ),
  ),
];

/**
 * `npm run doctor --stack dev`: npm takes the option for one of its own, and the tool would run without it.
 *
 * @throws CliError (usage) with the command that was meant
 */
export function refuseTakenByNpm(command: Command, env: NodeJS.ProcessEnv = process.env): void {
  if (!env.npm_lifecycle_event) return;
  const taken = flagsOf(command).filter((flag) => {
    const name = flag.replace(/^--/, "");
    return !NPMS_OWN.has(name) && env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined;
  });
  if (taken.length === 0) return;
  const script = env.npm_lifecycle_event;
  throw new CliError(
    "usage",
    `npm took ${taken.join(", ")} for itself.`,
    `What is for the tool stands after "--": npm run ${script} -- ${taken.join(" … ")} …`,
  );
}

/** Of commander's complaint about an option that is missing: an option that is misspelt is why, most likely. */
export function explained(complaint: string, command: Command): string {
  if (!complaint.includes("required option")) return complaint;
  const known = [...flagsOf(command), "--help", "-h"];
  const args = (command.parent ?? command) as Command & { rawArgs: string[] };
  const unknown = args.rawArgs
    .filter((word) => word.startsWith("--") && word !== "--")
    .map((word) => word.replace(/=.*/, ""))
    .find((flag) => !known.includes(flag));
  return unknown === undefined
    ? withAllMissing(complaint, command)
    : [`error: unknown option '${unknown}'`, didYouMean(unknown, known)].filter(Boolean).join("\n");
}

/** commander names the first that is missing. */
function withAllMissing(complaint: string, command: Command): string {
  const missing = command.options.filter(
    (option) => option.mandatory && command.getOptionValue(option.attributeName()) === undefined,
  );
  return missing.length > 1
    ? `error: required options ${missing.map(({ flags }) => `'${flags}'`).join(", ")} not specified`
    : complaint;
}
