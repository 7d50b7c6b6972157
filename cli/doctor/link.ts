import type { ApiOutput, ConnectionOutput } from "../../outputs/types.ts";
import { repair } from "../../shared/repair.ts";
import type { World } from "./world.ts";

/** What a link of the chain belongs to. */
export interface ApiSubject {
  kind: "api";
  /** Key in the settings. */
  key: string;
  api: ApiOutput;
  /** Undefined where the stack has no access model. */
  assignmentRequired: boolean | undefined;
  /** By client: the permissions that the stack lets it have without asking. Undefined as above. */
  preAuthorized: Readonly<Record<string, string[]>> | undefined;
  /** All clients of the stack, by settings key. */
  connections: Readonly<Record<string, ConnectionOutput>>;
}
export interface ClientSubject {
  kind: "client";
  key: string;
  connection: ConnectionOutput;
  /** All clients of the stack: some may share an application. */
  connections: Readonly<Record<string, ConnectionOutput>>;
  /** All APIs of the stack, by settings key. */
  apis: Readonly<Record<string, ApiOutput>>;
}
/** A client that uses an API. */
export interface UseSubject {
  kind: "use";
  client: ClientSubject;
  api: ApiSubject;
  use: ConnectionOutput["apis"][string];
}
export type Subject = ApiSubject | ClientSubject | UseSubject;

/**
 * What a look at one link found. Yellow: works, or could not be seen with these credentials, but somebody should know.
 */
export type Finding =
  | { state: "green"; says: string }
  | { state: "yellow" | "red"; says: string; fix: string };

/** One link of the chain from a person's browser to the API behind the gateway. */
export interface Link<S extends Subject> {
  /** Stable; machines may rely on it. */
  id: string;
  /** What must be so. */
  title: string;
  /** Links without which this one cannot be looked at; of the same subject or, for a use, of its client and its API. */
  needs?: readonly string[];
  /** Only reads. May throw: then the link counts as red, because nobody knows. */
  check(subject: S, world: World): Promise<Finding>;
}

export function green(says: string): Finding {
  return { state: "green", says };
}

export function yellow(says: string, fix: string): Finding {
  return { state: "yellow", says, fix };
}

export function red(says: string, fix: string): Finding {
  return { state: "red", says, fix };
}

/** Pulumi sees what was changed by hand only when it refreshes. */
export const putRight = `Run ${repair}: it puts right what was changed by hand.`;
