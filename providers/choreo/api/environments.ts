import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { once } from "../lookups/memo.ts";
import { listEnvironments } from "./rest.ts";
import type { Deployment, GatewayEnvironment } from "./types.ts";

/** The environment of a stock API Manager; Choreo's "Deploy" goes to the first of the organisation's. */
const STOCK = "Default";

/** Gateway environments of the organisation, asked for once. */
export const environmentsOf = (control: ControlPlane): Promise<GatewayEnvironment[]> =>
  once(control, "environments", () => listEnvironments(control.client()));

/**
 * Where an API goes that nobody says it of: where it was before the first stack; one that was deployed nowhere, to "Default", else to
 * the organisation's first environment.
 */
export async function usualEnvironments(control: ControlPlane, before: Deployment[]): Promise<string[]> {
  if (before.length > 0) return before.map(({ name }) => name);
  const environments = await environmentsOf(control);
  const usual = environments.find(({ name }) => name === STOCK) ?? environments[0];
  if (usual) return [usual.name];
  throw new ChoreoError({
    what: "Choose a gateway environment",
    words: "the organisation has none",
    hint: "Add one in Choreo. Without it no API can be deployed.",
  });
}

/** Environments with their virtual hosts: the one that the API has there; else the first that the organisation has there. */
export async function placesOf(
  control: ControlPlane,
  names: readonly string[],
  known: Deployment[],
): Promise<Deployment[]> {
  return Promise.all(
    names.map(async (name) => {
      const there = known.find((deployment) => deployment.name === name);
      if (there) {
        const { vhost, displayOnDevportal = true } = there;
        return { name, ...(vhost ? { vhost } : {}), displayOnDevportal };
      }
      const environments = await environmentsOf(control);
      const environment = environments.find((candidate) => candidate.name === name);
      if (!environment) {
        throw new ChoreoError({
          what: `Deploy to the gateway environment "${name}"`,
          words: "the organisation has no such environment",
          hint: `Environments: ${environments.map((candidate) => candidate.name).join(", ") || "none"}. Check choreo.gatewayEnvironments.`,
        });
      }
      const vhost = environment.vhosts?.[0]?.host;
      return { name, ...(vhost ? { vhost } : {}), displayOnDevportal: true };
    }),
  );
}
