/**
 * Longer than any job of the workflows may run (`timeout-minutes`), so that whoever holds an older lock is gone. A runner that is
 * stopped half-way leaves its lock behind, and no later run could destroy the stack.
 */
const STALE_MS = 2 * 60 * 60 * 1000;

/** What a backend in a folder or a blob store says of each lock (pulumi/pulumi, pkg/backend/diy/lock.go). */
const LOCK = /created by \S+ \(pid \d+\) at (\S+)/g;

/** Whether a run failed because of locks, and all of them are older than any job that could still hold them. */
export function isStale(said: string, now: Date = new Date()): boolean {
  if (!/currently locked by \d+ lock/.test(said)) return false;
  const taken = [...said.matchAll(LOCK)].map(([, time]) => Date.parse(time as string));
  return taken.length > 0 && taken.every((time) => now.getTime() - time > STALE_MS);
}
