import type { Problem } from "../../settings/index.ts";

/** What the settings look like beside the state: what must not be, and what should be known. */
export interface Findings {
  problems: Problem[];
  notices: string[];
}
