import { hostname } from "node:os";
import { isAlive } from "../../shared/isAlive.ts";

/** What a backend in a folder or a blob store says of each lock (pulumi/pulumi, pkg/backend/diy/lock.go). */
const LOCK = /created by \S+@(\S+) \(pid (\d+)\) at \S+/g;

/** Whether a run failed because of locks that runs of this machine have taken which are gone. */
export function isLockedByTheDead(said: string, here = hostname()): boolean {
  if (!/currently locked by \d+ lock/.test(said)) return false;
  const locks = [...said.matchAll(LOCK)];
  return locks.length > 0 && locks.every(([, host, pid]) => host === here && !isAlive(Number(pid)));
}
