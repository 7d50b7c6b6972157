import type { AsyncLocalStorage } from "node:async_hooks";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings.js";
import * as runtimeState from "@pulumi/pulumi/runtime/state.js";
import { hookModules } from "../engine/warm/freshModules.ts";
import type { Engine } from "./monitor.ts";
import { callbacksOf, Monitor } from "./monitor.ts";
import { nextRun } from "./runs.ts";
import { withoutDebugging } from "./withoutDebugging.ts";

export interface ProgramOptions {
  /** The file to run. */
  main: string;
  config: Record<string, unknown>;
  dryRun: boolean;
  engine: Engine;
  /** Called with each line that the program says to whoever runs it: `warning: …`. */
  say(line: string): void;
}

const { LocalStore } = runtimeState as unknown as {
  LocalStore: new () => { settings: Record<string, unknown>; callbacks?: object };
};
// All copies of the SDK share it.
const { asyncLocalStorage } = globalThis as unknown as { asyncLocalStorage: AsyncLocalStorage<object> };
const REJECTED = "unhandledRejection";
hookModules();

/** Runs a program once, as `@pulumi/pulumi/cmd/run` does, in this process. @throws what ends it */
export function runProgram(options: ProgramOptions, register: (monitor: Monitor) => void): Promise<void> {
  const store = new LocalStore();
  return asyncLocalStorage.run(store, async () => {
    const { engine, dryRun, config, say } = options;
    const monitor = new Monitor(engine);
    withoutDebugging();
    register(monitor);
    setMockOptions(monitor, engine.stack.project, engine.stack.name, dryRun, "organization");
    store.settings.engine = logTo(say);
    store.callbacks = callbacksOf(monitor);
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    );
    // The program itself is run again; what it imports keeps nothing of a run (what the provider keeps: providers.ts).
    const url = `${pathToFileURL(options.main).href}?again=${nextRun()}`;
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => undefined);
    onRejection(ended.reject);
    const program = pulumi.runtime.runInPulumiStack(() => exportsOf(url));
    // What depends on a resource that failed never settles.
    await Promise.race([program.then(() => pulumi.runtime.disconnect()), monitor.failed, ended.promise]);
  });
}

/** Of a module with a default export that one alone, called where it is a function. */
async function exportsOf(url: string): Promise<unknown> {
  const found = { ...((await import(url)) as Record<string, unknown>) };
  if (!("default" in found)) return found;
  return typeof found.default === "function" ? found.default() : found.default;
}

let rejected: (error: unknown) => void;

/** An error that nobody catches ends a program; what fails because a run has ended is not another failure. */
function onRejection(end: (error: unknown) => void): void {
  rejected = end;
  if (process.listeners(REJECTED).includes(reject)) return;
  // Jest's own, which it puts back after the file.
  process.removeAllListeners(REJECTED);
  process.on(REJECTED, reject);
}

const reject = (error: unknown): void => rejected(error);

/** The part of the engine's service that the SDK calls besides the monitor. */
function logTo(say: (line: string) => void) {
  type Done = (error: null, answer: object) => void;
  const words = ["debug", "info", "warning", "error"];
  return {
    log(request: engineMessages.LogRequest, done: Done) {
      const severity = words[request.getSeverity()] ?? "info";
      if (severity !== "debug")
        say(severity === "info" ? request.getMessage() : `${severity}: ${request.getMessage()}`);
      done(null, {});
    },
    getRootResource: (_: unknown, done: Done) => done(null, new engineMessages.GetRootResourceResponse()),
    setRootResource: (_: unknown, done: Done) => done(null, new engineMessages.SetRootResourceResponse()),
    requirePulumiVersion: (_: unknown, done: Done) => done(null, {}),
    close: () => undefined,
  };
}
