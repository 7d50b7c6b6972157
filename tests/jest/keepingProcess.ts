import http from "node:http";
import https from "node:https";
import net from "node:net";
import tls, { getCACertificates, setDefaultCACertificates } from "node:tls";

const FAILURES = ["uncaughtException", "unhandledRejection"] as const;
const NETWORK: [string, object][] = Object.entries({ http, https, net, tls, Socket: net.Socket.prototype });

/**
 * What a test file changes of the process does not outlive it.
 *
 * @throws when it changed how Node.js connects, as packages do that answer in a service's place: packages stay loaded, and in the files
 * that the worker still runs a `fetch` to an emulator would never end
 */
export async function keepingProcess<T>(work: () => Promise<T>): Promise<T> {
  const { env } = process;
  const [variables, folder, certificates] = [{ ...env }, process.cwd(), getCACertificates("default")];
  const { fetch } = globalThis;
  const listeners = FAILURES.map((event) => process.listeners(event as "uncaughtException"));
  const network = NETWORK.map(([, module]) => functionsOf(module));
  try {
    return await work();
  } finally {
    process.env = env;
    for (const name of Object.keys(env)) if (!(name in variables)) delete env[name];
    Object.assign(env, variables);
    if (process.cwd() !== folder) process.chdir(folder);
    // The same list as long as nobody set another; to set it takes a tenth of a second.
    if (getCACertificates("default") !== certificates) setDefaultCACertificates(certificates);
    globalThis.fetch = fetch;
    for (const [index, event] of FAILURES.entries()) {
      process.removeAllListeners(event);
      for (const listener of listeners[index] ?? []) process.on(event, listener);
    }
    refuseChanges(network);
  }
}

const functionsOf = (module: object) =>
  new Map(Object.entries(module).filter(([, value]) => typeof value === "function"));

function refuseChanges(before: Map<string, unknown>[]): void {
  const changed = NETWORK.flatMap(([name, module], index) =>
    [...functionsOf(module)]
      .filter(([key, value]) => before[index]?.get(key) !== value)
      .map(([key]) => `${name}.${key}`),
  );
  if (changed.length === 0) return;
  throw new Error(
    `This file, or a package that it loads, leaves ${changed.join(", ")} changed: ask an emulator instead.`,
  );
}
