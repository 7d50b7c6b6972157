import type { Settings } from "../../settings/index.ts";
import type { Surveyed } from "../survey/survey.ts";

/** What an import stands on: both sides as they are, and the stack that shall hold them. */
export interface Ground extends Pick<Surveyed, "pairs" | "details" | "identityProvider"> {
  grants: NonNullable<Surveyed["entra"]["grants"]>;
  project: string;
  stack: string;
  environment: string;
  /** Type of the keys of clients that say nothing of it. */
  keyType: "PRODUCTION" | "SANDBOX";
  /** Version of the access tokens that the identity provider takes, where it is known. */
  tokenVersion: 1 | 2 | undefined;
  /** Tells stacks of one name apart. */
  stackId: string;
  /** Names of groups that several groups have. */
  ambiguousGroups: ReadonlySet<string>;
  /** What the stack file says already; undefined where it says nothing of APIs. */
  settings: Settings | undefined;
}

/** One entry for the stack file. */
export interface Entry {
  /** Its key there. */
  key: string;
  /** Undefined where the file has it already. */
  written: Record<string, unknown> | undefined;
  /** What a person has to know or decide. */
  notes: string[];
}

/** What stays as it is, and why the stack does not take it. */
export interface Left {
  section: "apis" | "clients";
  /** As the survey calls it. */
  name: string;
  why: string;
}

/** Something that the settings cannot hold: it stays as it is, and the stack does not know of it. */
export class Unfit extends Error {}

/** Without what says nothing: undefined, empty lists and objects. */
export function filled(entry: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).filter(([, value]) => {
      if (value === undefined) return false;
      if (Array.isArray(value)) return value.length > 0;
      return typeof value !== "object" || value === null || Object.keys(value).length > 0;
    }),
  );
}
