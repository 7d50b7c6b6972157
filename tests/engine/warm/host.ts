/**
 * `node host.ts POOL KIND`: a process that runs what launchers hand over ({@link ./pool.ts}), job after job, so that Node.js, the SDK and
 * the other packages are started and loaded once and not in each run. Ends with whoever started it.
 */
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { projectFolder } from "../../../sandbox/engine/index.ts";
import { toolOf } from "../../inProcess/npm.ts";
import { loadModulesAnew } from "./freshModules.ts";
import { serveLanguageHost } from "./languageHost.ts";
import { type HostKind, launcher } from "./launchers.ts";
import { prepare, runScript } from "./likeAProcess.ts";
import { forgetRun } from "./sdk.ts";
import { type Job, serveSlot } from "./slots.ts";

/** Memory: modules that were loaded stay. */
const JOBS = 60;
/** Most of these are small. */
const COMMANDS = 120;
/** Of one run there are two at a time. */
const LANGUAGE_HOSTS = 6;

const [pool = "", kind] = process.argv.slice(2) as [string, HostKind];
const slot = (number: number) => join(pool, kind, `${process.pid}.${number}`);

// The pipe that is held by who started it. Not `process.exit`: Node.js would wait for the thread that reads from a launcher, and that one
// for this process.
new Socket({ fd: 3 })
  .on("close", () => process.kill(process.pid, "SIGKILL"))
  .resume()
  .unref();

let jobs = 0;
const counted = async (end: Promise<"next" | "last">, most = JOBS) =>
  (await end) === "last" || ++jobs >= most ? "last" : "next";

const plugin = (name: string) => (job: Job) =>
  counted(runScript(job, join(projectFolder, "sandbox", "plugins", name, "main.ts"), job.args, false));

const work: Record<Exclude<HostKind, "language">, (job: Job) => Promise<"next" | "last">> = {
  program(job) {
    forgetRun();
    const [script = "", ...args] = job.args;
    return counted(runScript(job, script, args, true));
  },
  dynamic(job) {
    forgetRun();
    const script = createRequire(join(job.cwd, "/")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
    return counted(runScript(job, script, job.args, false));
  },
  azuread: plugin("azuread"),
  random: plugin("random"),
  npm(job) {
    const { script, args } = toolOf(job);
    return script === "pulumi" ? handOver(job, args) : counted(runScript(job, script, args, true), COMMANDS);
  },
};

/** A worker of jest has loaded what a stack needs. */
async function handOver({ cwd, env, stdout, stderr, end }: Job, args: string[]): Promise<"next"> {
  const options = {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
  } as const;
  const done = await execa(launcher("cli"), args, options);
  stdout.write(done.stdout);
  stderr.write(done.stderr);
  await end(done.exitCode ?? 1);
  return "next";
}

if (kind === "language") {
  await Promise.all(
    Array.from({ length: LANGUAGE_HOSTS }, (_, number) => serveSlot(slot(number), serveLanguageHost)),
  );
} else {
  prepare(loadModulesAnew());
  await serveSlot(slot(0), work[kind]);
}
process.exit();
