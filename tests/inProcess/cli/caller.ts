import { AsyncLocalStorage } from "node:async_hooks";
import type { Readable, Writable } from "node:stream";

/** What a command has of the process that was started for it: where several are answered by one process, not that one's own. */
export interface Caller {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** The current folder. */
  cwd(): string;
  exitCode?: typeof process.exitCode;
}

const callers = new AsyncLocalStorage<Caller>();

/** Of the command that runs. Default: the process. */
export const caller = (): Caller => callers.getStore() ?? process;

/** Answers a command for somebody else. */
export const onBehalfOf = <T>(who: Caller, work: () => Promise<T>): Promise<T> => callers.run(who, work);
