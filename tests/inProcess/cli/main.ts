/** `pulumi …`, as far as the tools of this project call it, answered by a stack in process ({@link ../stack.ts}): docs/performance.md. */

import { type Command, runCommand } from "./commandLine.ts";
import { CliError } from "./errors.ts";
import { stacks } from "./stacks.ts";

/** Their modules are many: loaded when they are needed. */
const later =
  (name: "up" | "preview" | "refresh" | "destroy"): Command =>
  async (flags, words) =>
    (await import("./runs.ts")).runs[name](flags, words);

const runs = {
  up: later("up"),
  preview: later("preview"),
  refresh: later("refresh"),
  destroy: later("destroy"),
};

try {
  await runCommand({ ...stacks, ...runs }, process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
