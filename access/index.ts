export { accessOf } from "./accessOf.ts";
export { asRunning } from "./asRunning.ts";
export { type EngineResource, fromEngine, nameIn } from "./engineResource.ts";
export { type OpenOperation, openOperations } from "./openOperations.ts";
export { operationsOf } from "./permissions.ts";
export {
  clientsOf,
  isEffective,
  isServed,
  type Reach,
  reachOf,
  type Subject,
  subjectKey,
  type Way,
  wayOf,
} from "./reach.ts";
export { MODEL_VERSION, ModelError, readModel } from "./readModel.ts";
export { propertiesRead, type Resource, types, UNKNOWN } from "./resources.ts";
export type * from "./types.ts";
