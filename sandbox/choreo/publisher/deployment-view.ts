import type { Emulation } from "../emulation.ts";
import type { StoredDeployment } from "../store/model.ts";

/** Choreo's branch knows neither `status` nor the counts of gateways. */
export function showDeployment({ flavour }: Emulation, deployment: StoredDeployment): object {
  const count = deployment.status === "APPROVED" ? 1 : 0;
  const gateways = { liveGatewayCount: count, deployedGatewayCount: count, failedGatewayCount: 0 };
  return {
    revisionUuid: deployment.revisionId,
    name: deployment.name,
    vhost: deployment.vhost,
    displayOnDevportal: deployment.displayOnDevportal,
    deployedTime: deployment.deployedTime,
    ...(deployment.status === "APPROVED" ? { successDeployedTime: deployment.deployedTime } : {}),
    ...(flavour === "apim" ? { status: deployment.status, ...gateways } : {}),
  };
}
