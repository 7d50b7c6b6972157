import { join } from "node:path";
import { type RunningChoreo, startChoreo } from "../sandbox/choreo/index.ts";
import { openStack, sandboxFolder } from "../sandbox/engine/index.ts";
import { sandboxEnvironment } from "../sandbox/environment.ts";
import { localTls, type TlsMaterial } from "../sandbox/kit/tls.ts";
import * as seed from "../sandbox/seed.ts";
import { apiName, operationNames } from "./workload.ts";

/** A control plane with the APIs of the workload, and how a Pulumi run reaches it. */
export interface Arena {
  choreo: RunningChoreo;
  tls: TlsMaterial;
  env: Record<string, string>;
  /** Ids of the workload's APIs, in order. */
  apiIds: string[];
  /** Stack configuration of every contestant, without the project's name in its keys. */
  config: Record<string, unknown>;
  /** How the contestants' stacks are opened. */
  open: typeof openStack;
}

/**
 * @param apis how many APIs the largest workload needs
 * @param open where only counts matter: the tests' way, with processes that are warm
 */
export async function openArena(apis: number, open = openStack): Promise<Arena> {
  const tls = await localTls(join(sandboxFolder, "tls"));
  // The control plane stores Entra's and the gateway's addresses without calling them; none runs here.
  const absent = "https://localhost:1";
  const choreo = await startChoreo({ tls, entraUrl: absent, gatewayUrl: () => absent, flavour: "choreo" });
  const apiIds = Array.from({ length: apis }, (_, index) =>
    choreo.createApi({ name: apiName(index), operations: operationNames, deploy: true, publish: true }),
  );
  const env = sandboxEnvironment({ entraUrl: absent, choreo, caPath: tls.caPath });
  return {
    choreo,
    tls,
    env: { ...env, CHOREO_ORGANIZATION_ID: seed.choreo.organizationId },
    apiIds,
    open,
    config: {
      choreo: {
        organization: seed.choreo.organization,
        organizationId: seed.choreo.organizationId,
        identityProvider: seed.choreo.identityProviders.v2.name,
      },
    },
  };
}
