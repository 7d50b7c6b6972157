/** `pulumi …`, as far as the tools of this project call it, answered by a stack in process ({@link ../stack.ts}): CONTRIBUTING.md. */

import { caller } from "./caller.ts";
import { type Command, runCommand } from "./commandLine.ts";
import { CliError } from "./errors.ts";
import { stacks } from "./stacks.ts";

/** Their modules are many: loaded when they are needed. */
const later =
  (name: "up" | "preview" | "refresh" | "destroy" | "import"): Command =>
  async (flags, words) =>
    (await import("./runs.ts")).runs[name](flags, words);

const runs = {
  up: later("up"),
  preview: later("preview"),
  refresh: later("refresh"),
  destroy: later("destroy"),
  import: later("import"),
};

/** Answers a command on the caller's streams, and sets the exit code. */
export async function pulumi(args: string[]): Promise<void> {
  try {
    await runCommand({ ...stacks, ...runs }, args);
  } catch (error) {
    const { message, stack } = error as Error;
    const expected = error instanceof CliError;
    caller().stderr.write(`error: ${expected ? message : stack}\n`);
    caller().exitCode = expected ? error.exitCode : 1;
  }
}
