import { isNativeError } from "node:util/types";

/**
 * Exit codes of the command line tools. Documented in docs/invoke.md, docs/doctor.md and docs/pull-requests.md; scripts may rely on them.
 */
export const exitCodes = {
  ok: 0,
  /** The answer is no: the API refused the call, or a link of the chain is broken. */
  refused: 1,
  /** What was asked for makes no sense: an unknown stack, client, API or operation, a malformed option. */
  usage: 2,
  /** The person could not be signed in, or the identity provider gave no token. */
  signIn: 3,
  /** This machine is in the way: a port in use, no Pulumi. */
  machine: 4,
  /** A service could not be reached, or its answer could not be understood. */
  service: 5,
  /** The preview failed; nothing was changed. */
  preview: 6,
  /** The stack's state was written by a program with another version of the access model. */
  state: 7,
  /** Not ours: a pull request from a fork, whose code must not run with credentials, or a stack of another repository. */
  untrusted: 8,
  /** Something was changed outside of the program. */
  drift: 9,
  /** No drift where it looked, and something that these credentials may not read; only where that was asked for. */
  unseen: 10,
  /** Stopped with Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * An error for the person at the keyboard: a sentence that says what is wrong, where, and what to do. Shown without a stack trace.
 *
 * @example `throw new CliError("usage", "There is no client \"shop\".", "Did you mean \"storefront\"?")`
 */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  /** What to do about it. */
  readonly advice: string | undefined;

  constructor(kind: keyof typeof exitCodes, message: string, advice?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CliError";
    this.exitCode = exitCodes[kind];
    this.advice = advice;
  }
}

/** The first sentence that an unknown error has to say, without its stack. */
export function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  // fetch hides why it failed in `cause`; Node.js hides several tried addresses in an AggregateError without a message.
  if ("errors" in error && !error.message) return reasonOf((error as AggregateError).errors[0]);
  if (error.message === "fetch failed" && error.cause) return reasonOf(error.cause);
  return error.message.split("\n", 1)[0] ?? "";
}
