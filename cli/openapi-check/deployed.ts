import {
  ChoreoError,
  type ControlPlane,
  controlPlane,
  getApi,
  getDeployed,
} from "../../providers/choreo/reads.ts";
import type { ApiSettings, Settings } from "../../settings/index.ts";
import { CliError } from "../shared/errors.ts";
import type { Access } from "./compare.ts";

export interface Deployed {
  access: Access;
  /** By permission. */
  descriptions: Record<string, string>;
  /** What Choreo puts before its permissions' names. */
  prefix: string;
}

/**
 * What Choreo has deployed of an API.
 *
 * @param choreo the settings' `choreo` object, as it is written
 * @throws CliError (usage) where it is deployed nowhere, or credentials lack; (service) for what Choreo answers
 */
export async function deployedIn(
  choreo: object,
  env: NodeJS.ProcessEnv,
  { name, version }: ApiSettings,
  { choreo: { gatewayEnvironments } }: Settings,
): Promise<Deployed> {
  const control = controlPlaneOf(choreo, env);
  try {
    const { apiId, scopePrefix } = await getApi(control, { name, version });
    const deployed = await getDeployed(control, { apiId, environments: gatewayEnvironments });
    if (!deployed)
      throw new CliError(
        "usage",
        `${name} ${version} is deployed nowhere in Choreo.`,
        "Deploy it once, then there is something to compare with.",
      );
    const access: Access = {
      permissions: deployed.scopes.map((scope) => scope.name),
      operations: Object.fromEntries(
        deployed.operations.map(({ verb, target, scopes }) => [`${verb} ${target}`, scopes]),
      ),
    };
    const descriptions = Object.fromEntries(deployed.scopes.map((scope) => [scope.name, scope.description]));
    return { access, descriptions, prefix: scopePrefix };
  } catch (error) {
    if (error instanceof ChoreoError) throw new CliError(error.status ? "service" : "usage", error.message);
    throw error;
  }
}

function controlPlaneOf(choreo: object, env: NodeJS.ProcessEnv): ControlPlane {
  try {
    return controlPlane({ choreo }, env);
  } catch (error) {
    if (error instanceof ChoreoError) throw new CliError("usage", error.message);
    throw error;
  }
}
