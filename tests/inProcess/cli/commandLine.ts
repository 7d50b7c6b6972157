import { parseArgs } from "node:util";
import { CliError } from "./errors.ts";

const [text, flag] = [{ type: "string" } as const, { type: "boolean", default: false } as const];

/** Of all commands. Another one is an error: what is not had here must not be passed over. */
const FLAGS = {
  stack: { ...text, short: "s" },
  "config-file": text,
  "event-log": text,
  "secrets-provider": text,
  "policy-pack": text,
  "policy-pack-config": text,
  "save-plan": text,
  plan: text,
  dest: text,
  file: text,
  protect: text,
  "generate-code": text,
  color: text,
  diff: text,
  yes: { ...flag, short: "y" },
  "non-interactive": flag,
  "suppress-outputs": flag,
  "suppress-progress": flag,
  "skip-preview": flag,
  "with-preview": flag,
  "no-select": flag,
  remove: flag,
  "preserve-config": flag,
  json: flag,
  "show-secrets": flag,
  secret: flag,
  path: flag,
  refresh: flag,
  "run-program": flag,
  "preview-only": flag,
  "expect-no-changes": flag,
} as const;

/** Of the command line. */
export type Flags = ReturnType<typeof parse>["values"];
export type Command = (flags: Flags, words: string[]) => Promise<void>;

/** Runs the command that the first words name. @throws CliError for one that is not had here */
export async function runCommand(commands: Record<string, Command>, args: string[]): Promise<void> {
  const { values, positionals } = parse(args);
  for (const count of [3, 2, 1]) {
    const command = commands[positionals.slice(0, count).join(" ")];
    if (command) return command(values, positionals.slice(count));
  }
  throw new CliError(`not had in process: pulumi ${args.join(" ")}`);
}

function parse(args: string[]) {
  const spelled = args.map((each) => (each === "--skip-preview=false" ? "--with-preview" : each));
  try {
    return parseArgs({ args: spelled, options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw new CliError(`not had in process: ${(error as Error).message}`);
  }
}
