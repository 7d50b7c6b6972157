import { type GraphClient, graphClient } from "../../graph/client.ts";
import type { Cloud } from "../../graph/cloud.ts";
import { asCliError } from "../shared/cloud.ts";

/**
 * Reads Microsoft Graph with the identity that runs `pulumi up`. Signs in at once.
 *
 * @throws CliError (service) if that fails
 */
export function graphReader(cloud: Cloud, tenantId: string, env?: NodeJS.ProcessEnv): Promise<GraphClient> {
  return asCliError(graphClient(cloud, tenantId, env));
}
