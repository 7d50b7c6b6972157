import type { Problem } from "../../settings/index.ts";

/** What the settings look like beside the state: what must not be, and what should be known. */
export interface Findings {
  problems: Problem[];
  notices: string[];
}

export function joined(all: readonly Findings[]): Findings {
  return {
    problems: all.flatMap(({ problems }) => problems),
    notices: all.flatMap(({ notices }) => notices),
  };
}
