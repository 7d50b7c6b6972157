export { accessModel } from "./accessModel.ts";
export { apiOutput } from "./apiOutput.ts";
export { connectionOutput } from "./connectionOutput.ts";
export type * from "./types.ts";
