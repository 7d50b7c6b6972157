import { createInterface } from "node:readline/promises";
import { type Command, CommanderError, Help, type Option } from "commander";
import { explained, refuseTakenByNpm } from "./commandLine.ts";
import { CliError, exitCodes, reasonOf } from "./errors.ts";

/** What a tool writes to; tests bring their own. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Asks whoever sits there for a yes. Absent where nobody does. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
  /** Asks whoever sits there for a line. Absent where nobody does. */
  ask?: ((question: string) => Promise<string>) | undefined;
}

export const processTerminal: Terminal = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  ...(process.stdin.isTTY && process.stderr.isTTY ? { confirm, ask } : {}),
};

/** Whoever read the output has gone (`| head`): a tool goes on without, as what it has begun is to end and its exit code to count. */
export function goOnWithoutReader(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams)
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
}

async function confirm(question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await ask(`${question} [y/N]`)).trim());
}

async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  // At a terminal readline keeps Ctrl-C to itself.
  reader.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await reader.question(`${question} `);
  } finally {
    reader.close();
  }
}

/**
 * Has a command, and those below it, speak through the terminal and throw where it would end the process.
 *
 * @throws CliError (usage) for options that npm has taken
 */
export function speakThrough(terminal: Terminal, command: Command): Command {
  refuseTakenByNpm(command);
  for (const each of [command, ...command.commands]) {
    each
      .exitOverride()
      .configureHelp({ optionDescription: withoutEmptyDefault })
      .configureOutput({
        writeOut: (text) => terminal.out(text.trimEnd()),
        writeErr: (text) => terminal.err(text.trimEnd()),
        outputError: (text, write) => write(explained(text, each)),
      });
  }
  return command;
}

/** "(default: [])" of an option that may be repeated says nothing to who reads the help. */
function withoutEmptyDefault(option: Option): string {
  const { defaultValue } = option;
  const isEmpty = typeof defaultValue === "object" && Object.keys(defaultValue ?? {}).length === 0;
  const shown = isEmpty ? Object.create(option, { defaultValue: { value: undefined } }) : option;
  return new Help().optionDescription(shown);
}

/**
 * Runs a tool and turns whatever it throws into sentences on standard error and an exit code: never a stack trace, except for
 * an error nobody foresaw when `CHOREO_AZUREAD_DEBUG` is set.
 */
export async function runTool(
  main: () => Promise<number>,
  terminal: Terminal = processTerminal,
): Promise<number> {
  if (terminal === processTerminal) goOnWithoutReader([process.stdout, process.stderr]);
  try {
    return await main();
  } catch (error) {
    // commander has printed its own message (and, for --help, the help) already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (error instanceof CliError) {
      terminal.err(error.message);
      if (error.advice) terminal.err(error.advice);
      return error.exitCode;
    }
    terminal.err(`Something unforeseen went wrong: ${reasonOf(error)}`);
    if (process.env.CHOREO_AZUREAD_DEBUG && error instanceof Error) terminal.err(error.stack ?? "");
    else terminal.err("Set CHOREO_AZUREAD_DEBUG=1 to see where.");
    return exitCodes.refused;
  }
}
