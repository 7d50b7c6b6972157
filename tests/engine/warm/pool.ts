import { spawn } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Engine, findEngine, sandboxFolder } from "../../../sandbox/engine/index.ts";
import { BESIDE_ENGINE, type HostKind, installInProcess, installLaunchers, warmHome } from "./launchers.ts";
import { POOL_VARIABLE } from "./variables.ts";
import { vaultOfWorker } from "./vault.ts";

const pools = join(sandboxFolder, "warm", "pools");
/** One for each worker of jest, whose test files come one after the other. */
const pool = join(pools, String(process.pid));

let installed: Promise<Engine> | undefined;

/**
 * The engine with warm processes beside it, of each kind one that waits, and the environment that makes it find them.
 *
 * With `COLD_STACKS` set it is the engine as it is: to see whether a test fails because of this.
 *
 * @example const { engine, env } = await warmEngine();
 */
export async function warmEngine(): Promise<{ engine: Engine; env: Record<string, string> }> {
  if (process.env.COLD_STACKS) return { engine: await findEngine(), env: {} };
  installed ??= findEngine().then(installLaunchers);
  const engine = await installed;
  await Promise.all(BESIDE_ENGINE.map(startHost));
  // Of a command's processor time a third is garbage collection, though it needs no more memory than this.
  const frugal = { GOGC: "off", GOMEMLIMIT: "1GiB" };
  const vault = await vaultOfWorker();
  return { engine, env: { PULUMI_HOME: warmHome, [POOL_VARIABLE]: pool, ...frugal, ...vault } };
}

let inProcess: Promise<Engine> | undefined;

/**
 * In place of the engine a `pulumi` whose stacks run in a warm process (tests/inProcess/cli).
 *
 * @param warmNpm and an `npm` whose tools do; without it, or beside it, it is npm
 */
export async function inProcessEngine(
  warmNpm = false,
): Promise<{ engine: Engine; env: Record<string, string> }> {
  inProcess ??= findEngine().then(installInProcess);
  const engine = await inProcess;
  await Promise.all([startHost("cli"), warmNpm && startHost("npm")]);
  return { engine, env: { [POOL_VARIABLE]: pool } };
}

async function startHost(kind: HostKind): Promise<void> {
  if (await waiting(kind)) return;
  const { NODE_OPTIONS: _, ...env } = process.env;
  await mkdir(join(pool, kind), { recursive: true });
  // Node.js warns of `stripTypeScriptTypes`, and a job's output would show it.
  const flags = ["--disable-warning=ExperimentalWarning"];
  const script = fileURLToPath(new URL("./host.ts", import.meta.url));
  const host = spawn(process.execPath, [...flags, script, pool, kind], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  host.unref();
  while (!(await waiting(kind))) {
    if (host.exitCode !== null)
      throw new Error(`the warm process for "${kind}" ended with exit code ${host.exitCode}`);
    await pause(20);
  }
}

/** Whether a process of that kind lives; what dead ones have left goes. */
async function waiting(kind: HostKind): Promise<boolean> {
  const slots = await readdir(join(pool, kind)).catch(() => []);
  const alive = slots.filter((slot) => /^\d+\.\d+$/.test(slot) && isAlive(Number(slot.split(".")[0])));
  for (const slot of slots)
    if (!isAlive(Number(slot.split(".")[0])))
      await rm(join(pool, kind, slot), { recursive: true, force: true });
  return alive.length > 0;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
