export { apiOutput } from "./apiOutput.ts";
export { connectionOutput } from "./connectionOutput.ts";
export { legendOf } from "./legend.ts";
export type * from "./types.ts";
