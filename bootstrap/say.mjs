/** Something that the user can mend: shown as it is, without a stack trace. */
export class Failure extends Error {}

/** A person, or whoever runs this, stopped it: nothing to be said. */
export class Interrupted extends Error {
  /** As a shell has it: 128 and the signal's number. */
  exitCode;
  constructor(exitCode) {
    super(`interrupted (${exitCode})`);
    this.exitCode = exitCode;
  }
}

/** On stderr, so that the command's own output can be piped. */
export function say(what, text) {
  console.error(`[set-up] ${what}: ${text}`);
}

/** Says what starts and, when it is done, how long it took. */
export async function timed(what, text, work) {
  const start = Date.now();
  say(what, text);
  const result = await work();
  say(what, `done in ${duration(Date.now() - start)}`);
  return result;
}

export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
