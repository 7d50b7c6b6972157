import { listEnvironments } from "../api/rest.ts";
import type { Deployment, GatewayEnvironment } from "../api/types.ts";
import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { once } from "../lookups/memo.ts";

/** The environment of a stock API Manager; Choreo's "Deploy" goes to the first of the organisation's. */
const STOCK = "Default";

/**
 * Where an API is to be deployed, with the virtual host of each environment: where it was before; else at the first virtual
 * host that the organisation has there.
 *
 * @param names environments by name; default: those it was deployed to before, else "Default", else the first one
 */
export async function targets(
  control: ControlPlane,
  names: string[] | undefined,
  before: Deployment[],
): Promise<Deployment[]> {
  const wanted = names ?? before.map(({ name }) => name);
  const known = new Map(before.map((deployment) => [deployment.name, deployment]));
  if (wanted.length > 0 && wanted.every((name) => known.has(name))) {
    return wanted.map((name) => target(known.get(name) as Deployment));
  }
  const environments = await once(control, "environments", () => listEnvironments(control.client()));
  const fallback = environments.find(({ name }) => name === STOCK) ?? environments[0];
  if (wanted.length === 0 && !fallback) {
    throw new ChoreoError({
      what: "Choose a gateway environment",
      words: "the organisation has none",
      hint: "Add one in Choreo. Without it no API can be deployed.",
    });
  }
  const chosen = wanted.length > 0 ? wanted : [(fallback as GatewayEnvironment).name];
  return chosen.map((name) => {
    const there = known.get(name);
    if (there) return target(there);
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
  });
}

function target({ name, vhost, displayOnDevportal }: Deployment): Deployment {
  return { name, ...(vhost ? { vhost } : {}), displayOnDevportal: displayOnDevportal ?? true };
}
