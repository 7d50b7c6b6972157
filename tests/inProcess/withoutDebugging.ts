import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

const require = createRequire(import.meta.url);

/**
 * Switches off what the SDK writes down for people who debug, and nobody reads here: where each promise and each resource was made, and
 * what it asks and is answered. It is a fifth of a run.
 */
export function withoutDebugging(): void {
  const debuggable = require("@pulumi/pulumi/runtime/debuggable.js") as {
    debuggablePromise<T>(promise: Promise<T>): Promise<T>;
  };
  debuggable.debuggablePromise = (promise) => promise;
  const log = require("@pulumi/pulumi/log/index.js") as { debug(): Promise<void> };
  log.debug = () => Promise.resolve();
  (pulumi.Resource as unknown as { callsites(): object[] }).callsites = () => [];
}
