import type { Documents } from "./openapi/documents.ts";
import type { Problem } from "./problems.ts";

export interface ParseContext {
  /** The OpenAPI documents that the configuration names; `readDocuments` reads them. */
  documents: Documents;
  /** The time by which secrets expire. */
  now: Date;
  /** Says after a path where its value was written, if not in the stack's own file. */
  where?: (problem: Problem) => string;
  /** What was found before, to be told with the rest. */
  problems?: readonly Problem[];
}

/** What a stack says once for all its entries. */
export interface StackDefaults {
  environment: string;
  protect: boolean;
  keyType: "PRODUCTION" | "SANDBOX";
}

/** What parsing collects on its way: the problems, and what is only worth knowing. */
export interface Findings {
  problems: Problem[];
  notices: string[];
}
