import { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Server, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { projectFolder } from "../../../sandbox/engine/index.ts";
import type { Job } from "./slots.ts";

const IDLE_CHECK_MS = 4;
/** More rounds of `process.nextTick` than one thing sets off another in. */
const TICKS = 20;

interface Life {
  job: Job;
  before: Map<string | symbol, Set<unknown>>;
  servers: Server[];
  sockets: Set<Socket>;
  exited: (code: number) => void;
}

/** What a job has begun may call back when the next one runs: a connection that closes. */
const lives = new AsyncLocalStorage<Life>();
let life: Life | undefined;
let beginRun: () => void;

/** The parts of `process` that a script's end or its output go through; here they lead to the job. */
export function prepare(begin: () => void): void {
  beginRun = begin;
  const host = {
    out: process.stdout.write.bind(process.stdout),
    err: process.stderr.write.bind(process.stderr),
  };
  process.stdout.write = ((...args: Parameters<typeof host.out>) =>
    life ? life.job.stdout.write(...(args as [string])) : host.out(...args)) as typeof process.stdout.write;
  process.stderr.write = ((...args: Parameters<typeof host.err>) =>
    life ? life.job.stderr.write(...(args as [string])) : host.err(...args)) as typeof process.stderr.write;
  const exit = process.exit.bind(process);
  process.exit = ((code?: number) => {
    const caller = lives.getStore();
    return caller ? caller.exited(Number(code ?? process.exitCode ?? 0)) : exit(code);
  }) as typeof process.exit;
  const listen = Server.prototype.listen;
  Server.prototype.listen = function (this: Server, ...args: Parameters<typeof listen>) {
    if (life) {
      const { servers, sockets } = life;
      servers.push(this);
      this.on("connection", (socket: Socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
      });
    }
    return listen.apply(this, args);
  } as typeof listen;
}

/**
 * Runs a script in this process as `node script …args` would run it in one of its own: with the job's environment, folder, arguments
 * and streams; until its launcher is ended, it calls `process.exit`, or nothing is left to do for it.
 *
 * @param script `.ts` and `.mjs` of this project, or a script of the SDK
 * @param untilIdle whether it can end by having nothing to do; servers cannot
 */
export async function runScript(
  job: Job,
  script: string,
  args: string[],
  untilIdle: boolean,
): Promise<"next" | "last"> {
  const { promise: exited, resolve } = Promise.withResolvers<number>();
  const mine: Life = { job, before: listeners(), servers: [], sockets: new Set(), exited: resolve };
  swapEnvironment(job.env);
  process.chdir(job.cwd);
  process.argv = [process.execPath, script, ...args];
  process.exitCode = undefined;
  beginRun();
  // What is left of the job before has gone then.
  await pause();
  const baseline = counts();
  life = mine;
  try {
    await lives.run(mine, load, script);
  } catch (error) {
    // As Node.js ends where nobody listens to it.
    if (!process.emit("uncaughtException", error as Error)) {
      job.stderr.write(`${inspect(error)}\n`);
      resolve(1);
    }
  }
  const finished = untilIdle ? Promise.race([exited, drained(mine, baseline)]) : exited;
  const ended = await Promise.race([finished, job.gone.then(() => "gone" as const)]);
  let code = ended === "gone" ? 0 : ended;
  if (ended !== "gone") {
    process.exitCode = code;
    for (const listener of added(mine, "exit")) listener(code);
    code = Number(process.exitCode ?? 0);
  }
  life = undefined;
  for (const event of process.eventNames())
    for (const listener of added(mine, event)) process.removeListener(event, listener as () => void);
  for (const server of mine.servers) server.close();
  for (const socket of mine.sockets) socket.destroy();
  // The job's folder may go.
  process.chdir(projectFolder);
  await job.end(code);
  await job.gone;
  // A program that was ended half-way may go on with what it had begun.
  return untilIdle && ended === "gone" ? "last" : "next";
}

async function load(script: string): Promise<void> {
  if (/\.(ts|mjs)$/.test(script)) {
    await import(pathToFileURL(script).href);
    return;
  }
  const require = createRequire(script);
  delete require.cache[script];
  require(script);
}

type Listener = (...args: unknown[]) => void;

const listeners = () =>
  new Map(
    process.eventNames().map((event) => [event, new Set<unknown>(process.rawListeners(event as "exit"))]),
  );

const added = (of: Life, event: string | symbol) =>
  process
    .rawListeners(event as "exit")
    .filter((each) => !of.before.get(event)?.has(each)) as unknown as Listener[];

/** As Node.js ends: when nothing keeps the event loop alive, `beforeExit`, which may give it more to do. */
async function drained(mine: Life, baseline: Map<string, number>): Promise<number> {
  for (;;) {
    while (busy(baseline)) await pause();
    for (const listener of added(mine, "beforeExit")) listener(Number(process.exitCode ?? 0));
    if (!(await busySoon(baseline))) return Number(process.exitCode ?? 0);
  }
}

/** Before the loop turns: what was put off to this turn's end may have begun something. */
async function busySoon(baseline: Map<string, number>): Promise<boolean> {
  for (let round = 0; round < TICKS; round++) {
    await new Promise<void>((resolve) => process.nextTick(resolve));
    if (busy(baseline)) return true;
  }
  await pause();
  return busy(baseline);
}

const pause = () =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, IDLE_CHECK_MS).unref();
  });

function counts(): Map<string, number> {
  const found = new Map<string, number>();
  for (const each of process.getActiveResourcesInfo()) found.set(each, (found.get(each) ?? 0) + 1);
  return found;
}

function busy(baseline: Map<string, number>): boolean {
  return [...counts()].some(([kind, count]) => count > (baseline.get(kind) ?? 0));
}

function swapEnvironment(env: Record<string, string>): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  trust(env.NODE_EXTRA_CA_CERTS);
}

let trusted: string | undefined;

/** Node.js reads the file of `NODE_EXTRA_CA_CERTS` only when it starts. */
function trust(file: string | undefined): void {
  const extra = file ? readFileSync(file, "utf8") : undefined;
  if (extra === trusted) return;
  trusted = extra;
  setDefaultCACertificates([...getCACertificates("bundled"), ...(extra ? [extra] : [])]);
}
