export { type Engine, engineEnvironment, findEngine, SANDBOX_PASSPHRASE } from "./engine.ts";
export type { RunSummary, Step } from "./events.ts";
export { cacheFolder, projectFolder, pulumiHome, sandboxFolder } from "./folders.ts";
export {
  configOf,
  type ExportedState,
  openStack,
  type Run,
  type RunOptions,
  type Stack,
  type StackOptions,
  type StateResource,
} from "./stack.ts";
