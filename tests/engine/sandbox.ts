import {
  type Sandbox,
  startSandbox as startPrompt,
  type SandboxOptions as Wishes,
} from "../../sandbox/start.ts";
import { listenToGraph } from "../contract/graph/held.ts";

export type { Sandbox };

/** Choreo's gateway and search hear of changes by events; here a moment later, where the services take seconds. */
const DELAY_MS = 100;

/**
 * Graph does not find an application that was made a moment ago, and shows one that was deleted a moment ago. Service principals are left
 * out, as the published plugin ends where a new one is not there at once, and so are stale lists, in which what a test has just made by hand
 * would be missing.
 */
const graphLag = { newReads: 1, deletedReads: 1, collections: ["applications", "users", "groups"] };

export interface SandboxOptions extends Omit<Wishes, "graphLag" | "choreoSwitches"> {
  /** Default true. Who says false says why in a comment. */
  graphLags?: boolean;
  /** The same of the gateway and the search. */
  choreoLags?: boolean;
}

/**
 * The sandbox of all tests, as the services are: nothing shows everywhere at once. What is said to Graph, and by it, is held to Microsoft's
 * description of its types: `stop` throws where it did not fit. Nobody waits for it: Graph's lag is counted in reads, and what a test does
 * by hand, with what `signIn` of sandbox/kit/services.ts gives, was done long ago.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { graphLags = true, choreoLags = true, ...wishes } = options;
  const sandbox = await startPrompt({
    ...wishes,
    ...(graphLags && { graphLag }),
    ...(choreoLags && { choreoSwitches: { gatewayDelayMs: DELAY_MS, searchDelayMs: DELAY_MS } }),
  });
  const check = listenToGraph(sandbox.entra);
  return {
    ...sandbox,
    stop: async () => {
      await sandbox.stop();
      check();
    },
  };
}
