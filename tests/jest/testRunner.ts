/**
 * How jest runs a test file here: as Node.js itself does, not in a VM context in which each file loads all packages anew, which is half of a
 * small suite's time. This project's modules are loaded anew for each file; packages, and with them what the SDK keeps, are shared by those
 * of a worker. The rest is jest's own: hooks, time limits, snapshots, reports.
 */
import { createRequire, registerHooks } from "node:module";
import { setDefaultCACertificates } from "node:tls";
import { pathToFileURL } from "node:url";
import { ModuleMocker } from "jest-mock";
import { loadModulesAnew } from "../engine/warm/freshModules.ts";
import { keepingProcess } from "./keepingProcess.ts";

const require = createRequire(import.meta.url);
const adapter = require("jest-circus/runner") as { default: TestFramework };
const EVENT_HANDLERS = Symbol.for("EVENT_HANDLERS");
const globals = new URL("./globals.ts", import.meta.url).href;
const mocker = new ModuleMocker(globalThis);

type TestFramework = (
  globalConfig: object,
  config: object,
  environment: object,
  runtime: Runtime,
  path: string,
  send?: object,
) => Promise<object>;

/** The part of jest-runtime's class that jest-circus calls. */
interface Runtime {
  requireInternalModule(file: string): unknown;
  requireModule(file: string): unknown;
  unstable_shouldLoadAsEsm(file: string): boolean;
  unstable_importModule(file: string): Promise<unknown>;
  setGlobalsForRuntime(globals: object): void;
  enterTestCode?(): void;
  leaveTestCode?(): void;
}

/** What `@jest/globals` is for the file that runs. */
export const GLOBALS = Symbol.for("this project's jest globals");

const begin = loadModulesAnew();
// Emulators are all that tests reach: each that trusts a further one would have the public authorities, some 150, read again.
setDefaultCACertificates([]);
// Jest gives a worker half a second to end; Node.js would first take apart what it has in memory, which takes longer.
process.once("beforeExit", () => process.exit());
// Of the worker alone (scripts/test.ts).
delete process.env.NODE_DISABLE_COMPILE_CACHE;
registerHooks({
  resolve: (specifier, context, next) => next(specifier === "@jest/globals" ? globals : specifier, context),
});

export default async function runTestFile(
  globalConfig: { watch: boolean; watchAll: boolean },
  config: object,
  environment: object,
  _runtime: object,
  path: string,
  send?: object,
): Promise<object> {
  begin(globalConfig.watch || globalConfig.watchAll);
  // Stack traces of 100 lines, which jest sets, cost the SDK a third of its time: it takes one for each promise.
  Error.stackTraceLimit = 10;
  const runtime: Runtime = {
    requireInternalModule: freshly,
    requireModule: require,
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (file) => import(pathToFileURL(file).href),
    setGlobalsForRuntime(found) {
      const jest = { spyOn: mocker.spyOn.bind(mocker), restoreAllMocks: () => mocker.restoreAllMocks() };
      Object.assign(globalThis, { [GLOBALS]: { ...found, jest } });
    },
    enterTestCode: () => undefined,
    leaveTestCode: () => undefined,
  };
  return keepingProcess(async () => {
    try {
      return await adapter.default(globalConfig, config, environment, runtime, path, send);
    } finally {
      mocker.restoreAllMocks();
    }
  });
}

/** jest-circus keeps the tests of a file in its own module. */
function freshly(file: string): unknown {
  delete require.cache[file];
  Reflect.deleteProperty(globalThis, EVENT_HANDLERS);
  return require(file);
}
