/**
 * Makes a bare machine ready, then runs the command after `--`. Plain JavaScript without dependencies: it runs on the Node
 * that is there (>= 20) and brings everything else. Does nothing, in a tenth of a second, when all is in place.
 *
 *     node bootstrap/main.mjs [--production] [--without-engine] [-- command argument…]
 *
 * With `--production` the command gets by with what a deployment needs; what is missing for that is installed, and no more.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter } from "node:path";
import { prepareEngine } from "./engine.mjs";
import { locked } from "./lock.mjs";
import { nodeFolder, requireNode } from "./node.mjs";
import { installPackages, kindFor, packagesAreCurrent, sandboxIsInstalled } from "./packages.mjs";
import { checkoutLock, compiledFolder } from "./places.mjs";
import { installPlugins } from "./plugins.mjs";
import { proxies } from "./proxies.mjs";
import { Failure, Interrupted, say } from "./say.mjs";

const PARENT_CHECK_MS = 500;

const separator = process.argv.indexOf("--");
const command = separator < 0 ? [] : process.argv.slice(separator + 1);
const flags = process.argv.slice(2, separator < 0 ? undefined : separator);
const production = flags.includes("--production");
/** For commands that never run Pulumi, which then need not wait for its download, nor fail with it. */
const withoutEngine = flags.includes("--without-engine");

try {
  requireNode();
  const kind = kindFor(production);
  if (!packagesAreCurrent(kind))
    await locked(checkoutLock, () => packagesAreCurrent(kind) || installPackages(kind));
  const node = nodeFolder();
  const engine = withoutEngine ? undefined : await prepareEngine();
  if (engine && sandboxIsInstalled()) await installPlugins(node);
  const path = [node, engine?.folder, process.env.PATH].filter(Boolean).join(delimiter);
  if (command.length > 0) run(command, path);
  else if (engine) say("ready", `Node.js in ${node}, Pulumi ${engine.version} in ${engine.folder}`);
} catch (error) {
  if (error instanceof Interrupted) process.exitCode = error.exitCode;
  else if (error instanceof Failure) {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  } else throw error;
}

/** Hands over to the command: its input and output, its signals, its exit code. */
function run([file, ...args], path) {
  const env = {
    NODE_COMPILE_CACHE: compiledFolder,
    // Node's own fetch looks at HTTPS_PROXY and NO_PROXY only when told so; axios and Pulumi always do.
    NODE_USE_ENV_PROXY: "1",
    ...process.env,
    ...proxies(process.env),
    PATH: path,
  };
  const child = spawn(file, args, { stdio: "inherit", env });
  // A Ctrl-C in the terminal reaches the command by itself; twice could mean "at once, without cleaning up" to it.
  const inTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  process.on("SIGINT", () => inTerminal || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm passes a signal on to the shell that it started, and a shell that dies of it leaves this process behind.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill("SIGTERM");
  }, PARENT_CHECK_MS);
  child.once("error", (error) => {
    clearInterval(watch);
    console.error(`${file} could not be started: ${error.message}`);
    process.exitCode = 127;
  });
  child.once("exit", (code, signal) => {
    clearInterval(watch);
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
