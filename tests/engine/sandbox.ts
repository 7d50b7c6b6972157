import { type Sandbox, type SandboxOptions, startSandbox as startPrompt } from "../../sandbox/start.ts";
import { listenToGraph } from "../contract/graph/held.ts";

export type { Sandbox };

/** Choreo's gateway and search hear of changes by events; here a moment later, where the services take seconds. */
const DELAY_MS = 100;

/**
 * The sandbox as the services are: nothing shows everywhere at once. Graph does not find an application that was made a moment ago, and
 * shows one that was deleted a moment ago. Service principals are left out, as the published plugin ends where a new one is not there at
 * once, and so are stale lists, in which what a test has just made by hand would be missing. What is said to Graph, and by it, is held to
 * Microsoft's description of its types: `stop` throws where it did not fit.
 *
 * @param graphLags default true. The lag is counted in reads and not in time: false where what a run made is looked at long after it
 */
export async function startSandbox({
  graphLags = true,
  ...options
}: SandboxOptions & { graphLags?: boolean } = {}): Promise<Sandbox> {
  const sandbox = await startPrompt(options);
  if (graphLags)
    sandbox.entra.setLag({
      newReads: 1,
      deletedReads: 1,
      collections: ["applications", "users", "groups"],
    });
  sandbox.choreo.setSwitches({ gatewayDelayMs: DELAY_MS, searchDelayMs: DELAY_MS });
  const check = listenToGraph(sandbox.entra);
  return {
    ...sandbox,
    stop: async () => {
      await sandbox.stop();
      check();
    },
  };
}
