export { accessModel } from "./accessModel.ts";
export { apiOutput } from "./apiOutput.ts";
export { connectionOutput } from "./connectionOutput.ts";
export { mapValues } from "./mapValues.ts";
export type * from "./types.ts";
