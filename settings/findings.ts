import type { ReadText } from "./file.ts";
import type { Problem } from "./problems.ts";

export interface ParseContext {
  /** Reads an OpenAPI document; paths are relative to the project's folder. */
  readText: ReadText;
  /** The time by which secrets expire. */
  now: Date;
  /** Says after a path where its value was written, if not in the stack's own file. */
  where?: (problem: Problem) => string;
}

/** What parsing collects on its way: the problems, and what is only worth knowing. */
export interface Findings {
  problems: Problem[];
  notices: string[];
}
