import type { ControlPlane } from "../controlPlane.ts";
import { readDeployed } from "../lookups/getDeployed.ts";
import type { Values } from "../resource/values.ts";
import type { ReadResult } from "../resource/withOperations.ts";

/** Permissions that live in Choreo: all that the gateways have. The program looks the same up in each run, so a refresh is not what changes are found by. */
export async function readDeployedPermissions(
  control: ControlPlane,
  id: string,
  outs: Values,
): Promise<ReadResult> {
  const { apiId, environments, adopt, claimant, owner } = outs;
  const deployed = await readDeployed(control, id, environments as string[] | undefined);
  const { scopes = [], operations = [] } = deployed ?? {};
  // Texts may be the settings', for Azure alone: those of Choreo are not theirs to differ from.
  const recorded = (outs.scopes ?? {}) as Record<string, unknown>;
  const inputs = {
    ...{ apiId, environments, adopt, claimant, owner },
    scopes: Object.fromEntries(
      scopes.map(({ name, displayName, description }) => [
        name,
        recorded[name] ?? { displayName, description },
      ]),
    ),
    operations: Object.fromEntries(
      operations.map(({ verb, target, scopes: opens }) => [`${verb} ${target}`, opens]),
    ),
  };
  return { id, props: inputs, inputs };
}
