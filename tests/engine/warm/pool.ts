import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import type { Socket } from "node:net";
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

/** What is the same for every program. */
const PLUGINS = ["language", "azuread", "random"] as const satisfies HostKind[];

/** The same for what a program of a user's own is to show: each run starts it, and the dynamic provider, as in production. */
export async function warmPlugins(): ReturnType<typeof warmEngine> {
  const { engine, env } = await warmEngine();
  if (!env[POOL_VARIABLE]) return { engine, env };
  const plugins = join(pool, "plugins");
  await mkdir(plugins, { recursive: true });
  for (const kind of PLUGINS) {
    const place = join(plugins, kind);
    if (!existsSync(place)) await symlink(join("..", kind), place);
  }
  return { engine, env: { ...env, [POOL_VARIABLE]: plugins } };
}

let inProcess: Promise<Engine> | undefined;

/**
 * In place of the engine a `pulumi` whose stacks run in this process (tests/inProcess/cli).
 *
 * @param warmNpm and an `npm` whose tools do; without it, or beside it, it is npm
 */
export async function inProcessEngine(
  warmNpm = false,
): Promise<{ engine: Engine; env: Record<string, string> }> {
  inProcess ??= findEngine().then(installInProcess);
  const engine = await inProcess;
  const { serveCommands } = await import("../../inProcess/cli/serve.ts");
  await Promise.all([serveCommands(join(pool, "cli")), warmNpm && startHost("npm")]);
  return { engine, env: { [POOL_VARIABLE]: pool } };
}

const shared = globalThis as { warmHosts?: Map<HostKind, Promise<void>> };
/** By kind the one that lives, once it is ready. Of the worker, whose test files load this module anew. */
shared.warmHosts ??= new Map();
const hosts = shared.warmHosts;

function startHost(kind: HostKind): Promise<void> {
  const ready = hosts.get(kind) ?? spawnHost(kind);
  hosts.set(kind, ready);
  return ready;
}

async function spawnHost(kind: HostKind): Promise<void> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  // With what another worker's dead ones have left, where it had this number.
  await rm(join(pool, kind), { recursive: true, force: true });
  await mkdir(join(pool, kind), { recursive: true });
  // Node.js warns of `stripTypeScriptTypes`, and a job's output would show it.
  const flags = ["--disable-warning=ExperimentalWarning"];
  const script = fileURLToPath(new URL("./host.ts", import.meta.url));
  const host = spawn(process.execPath, [...flags, script, pool, kind], {
    env,
    // The last is how it hears of this worker's end.
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  host.unref();
  const { stdout, stderr } = host;
  for (const pipe of [stdout, stderr, host.stdio[3]]) (pipe as Socket).unref();
  // Not what the worker has itself: jest waits until nobody has that open any more, and the host ends after the worker.
  stdout?.on("data", (said) => process.stdout.write(said));
  stderr?.on("data", (said) => process.stderr.write(said));
  const bell = join(pool, kind, `${host.pid}.0`, "bell");
  let ready = false;
  host.once("exit", () => {
    hosts.delete(kind);
    // A stack that is open finds the next; if that one fails, the next stack hears of it.
    if (ready) startHost(kind).catch(() => undefined);
  });
  while (!existsSync(bell)) {
    if (host.exitCode !== null || host.signalCode !== null)
      throw new Error(`the warm process for "${kind}" ended with ${host.exitCode ?? host.signalCode}`);
    // Of a worker that ends nobody waits for it.
    await pause(20, undefined, { ref: false });
  }
  ready = true;
}
