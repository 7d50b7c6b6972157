import { ChoreoError } from "../../providers/choreo/reads.ts";
import { controlPlaneOf } from "../doctor/choreo-readers.ts";
import { graphReader } from "../doctor/graph-reader.ts";
import { azureEnvironment, findCloud } from "../shared/cloud.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import type { Terminal } from "../shared/run.ts";
import type { StackConfig } from "../shared/stack.ts";
import { configOf } from "../survey/tool.ts";
import type { ProbeOptions } from "./options.ts";
import type { Sides } from "./probe.ts";
import { type ChoreoSide, type Clock, choreoSide, type EntraSide } from "./world.ts";

/**
 * Signs in wherever there are credentials: the first run may have those of one side alone.
 *
 * @returns with them, whether a side had credentials that were not taken
 * @throws CliError (usage) where there are none at all
 */
export async function openSides(
  options: ProbeOptions,
  env: NodeJS.ProcessEnv,
  clock: Clock,
  terminal: Terminal,
): Promise<Sides & { refused: boolean }> {
  const config = await configOf(options, env);
  let refused = false;
  const without = (side: string) => (error: unknown) => {
    if (!(error instanceof CliError)) throw error;
    refused ||= error.exitCode !== exitCodes.usage;
    terminal.err(`${side} is left out: ${error.message}`);
    return undefined;
  };
  const choreo = await openChoreo(config, options, env, clock).catch(without("Choreo"));
  const entra = await openEntra(config, options, env, clock).catch(without("Entra ID"));
  if (choreo || entra) return { choreo, entra, refused };
  throw new CliError(
    "usage",
    "There are credentials neither for Choreo nor for Entra ID.",
    "docs/real-services.md says which variables hold them.",
  );
}

async function openChoreo(
  config: StackConfig,
  options: ProbeOptions,
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<ChoreoSide> {
  const control = controlPlaneOf(config, env);
  const { identityProvider } = config["choreo-azuread:choreo"] as {
    identityProvider?: string | { name: string };
  };
  const name =
    options.identityProvider ??
    (typeof identityProvider === "object" ? identityProvider.name : identityProvider);
  try {
    return await choreoSide(control, { identityProvider: name, clock });
  } catch (error) {
    if (error instanceof ChoreoError) throw new CliError("signIn", error.message);
    throw error;
  }
}

async function openEntra(
  config: StackConfig,
  options: ProbeOptions,
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<EntraSide> {
  const azure = azureEnvironment(config, env);
  const tenantId = options.tenant ?? azure.ARM_TENANT_ID;
  if (!tenantId) throw new CliError("usage", "no tenant is named (--tenant, or ARM_TENANT_ID).");
  const graph = await graphReader(await findCloud(azure), tenantId, azure);
  return { graph, permissions: new Set(await graph.permissions()), clock };
}
