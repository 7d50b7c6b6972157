import { createRequire } from "node:module";
import { MARKS } from "./freshModules.ts";

const require = createRequire(import.meta.url);
createRequire(require.resolve("@pulumi/pulumi"))("source-map-support/register");
const settings = require("@pulumi/pulumi/runtime/settings") as { _reset(): void };
const translate = Error.prepareStackTrace;
const withoutMarks: typeof translate = (error, frames) => {
  const trace = translate?.(error, frames) as unknown;
  return typeof trace === "string" ? trace.replaceAll(MARKS, "") : trace;
};

/**
 * What the SDK keeps of a run outside its scripts: a store, which it makes anew from the environment when there is none, and clients of
 * the last engine. Its scripts, which set up `source-map-support` when they start, are loaded anew.
 */
export function forgetRun(): void {
  settings._reset();
  Reflect.deleteProperty(globalThis, "globalStore");
  Error.prepareStackTrace = withoutMarks;
  for (const file of Object.keys(require.cache))
    if (/@pulumi\/pulumi\/cmd\/(run|dynamic-provider)\/(index|run)\.js$/.test(file))
      delete require.cache[file];
}
