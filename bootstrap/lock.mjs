import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./say.mjs";

const POLL_MS = 300;
/** Far longer than it takes to write the few bytes of a lock. */
const EMPTY_MS = 5_000;
const held = new Set();
/** How many wait for a lock or have one. */
let busy = 0;
process.on("exit", release);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  // Only while something is locked, or waits to be: afterwards the command that runs decides what a signal means.
  process.on(signal, (_name, number) => busy > 0 && process.exit(128 + number));
}

function release() {
  for (const file of held) rmSync(file, { force: true });
  held.clear();
}

/** Runs `work` while no other process has the same lock file. The lock of a process that is gone does not count. */
export async function locked(file, work) {
  busy++;
  try {
    await take(file);
    return await work();
  } finally {
    busy--;
    if (held.delete(file)) rmSync(file, { force: true });
  }
}

/** Waits until nobody else has it. */
async function take(file) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!isTaken(file)) {
    const owner = read(file);
    if (owner && !isAlive(owner)) reclaim(file, owner);
    else if (!owner && isLeftEmpty(file)) reclaim(file, {});
    else {
      if (!told && owner) say("waiting", `another set-up is under way here (process ${owner.pid})`);
      told = true;
      await sleep(POLL_MS);
    }
  }
}

/** @returns whether it is ours now */
function isTaken(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, since: Date.now() }), { flag: "wx" });
    held.add(file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // just released, or just being written
  }
}

/** Written in one go, so one that stays empty was cut off in between. */
function isLeftEmpty(file) {
  try {
    return Date.now() - statSync(file).mtimeMs > EMPTY_MS;
  } catch {
    return false; // just released
  }
}

/** Process ids come again, in a container soon: a lock of our own number that we do not hold is another's that is gone. */
function isAlive({ pid }) {
  // 0 and below are groups of processes, of which there is always one.
  if (pid === process.pid || !(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Of several that find the same dead lock only one wins the rename; one that renamed a living lock puts it back. */
function reclaim(file, dead) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    const found = read(aside);
    if (found && (found.pid !== dead.pid || found.since !== dead.since)) linkSync(aside, file);
  } catch {
    // another one was faster
  }
  rmSync(aside, { force: true });
}
