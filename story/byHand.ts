import { controlPlaneOf } from "../cli/doctor/choreo-readers.ts";
import { azureEnvironment, findCloud } from "../cli/shared/cloud.ts";
import { CliError } from "../cli/shared/errors.ts";
import { readStackConfig, readStackOutputs, type StackConfig } from "../cli/shared/stack.ts";
import { tokenSource } from "../graph/token.ts";
import { Rest } from "../sandbox/kit/rest.ts";
import { removeOldSecret, switchOffAssignment, unscopeOperation } from "./meddle.ts";

interface Where {
  stack: string;
  cwd?: string | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Changes by hand what a stack keeps in a running sandbox, so that there is something for `drift`, `doctor` and `up` to find.
 *
 * @returns what was changed, a sentence each
 * @throws CliError (usage) where the environment does not name a sandbox, or the stack is not deployed
 */
export async function meddle({ stack, cwd, env = process.env }: Where): Promise<string[]> {
  for (const name of ["ARM_METADATA_HOSTNAME", "CHOREO_PUBLISHER_URL"] as const) onThisMachine(name, env);
  const [{ apis, connections }, config] = await Promise.all([
    readStackOutputs(stack, { cwd, env }),
    readStackConfig(stack, { cwd, env, secrets: true }),
  ]);
  const graph = await graphOf(azureEnvironment(config, env));
  const publisher = publisherOf(config, env);
  const told: string[] = [];
  for (const api of Object.values(apis).slice(0, 1)) {
    await switchOffAssignment(graph, api);
    told.push(`In Entra ID, everyone in the tenant may sign in to ${api.choreo.name}.`);
    const closed = Object.entries(api.operations).flatMap(([name, needed]) =>
      needed.length > 0 ? [name] : [],
    );
    // What writes, where there is such a one: the graver mistake.
    const operation = closed.find((name) => !name.startsWith("GET ")) ?? closed[0];
    if (!operation) continue;
    await unscopeOperation(publisher, api, operation);
    told.push(`In Choreo, ${operation} of ${api.choreo.name} needs no permission.`);
  }
  for (const [key, { clientId }] of Object.entries(connections)) {
    const removed = await removeOldSecret(graph, clientId);
    if (removed) told.push(`In Entra ID, the secret "${removed}" of ${key} is gone.`);
  }
  return told;
}

/** Nobody's real tenant or organisation is changed by a mistaken environment. */
function onThisMachine(name: string, env: NodeJS.ProcessEnv): void {
  const value = env[name] ?? "";
  if (/^(https:\/\/)?localhost[:/]/.test(value)) return;
  throw new CliError(
    "usage",
    `${name} is ${value === "" ? "not set" : `"${value}"`}: this changes a sandbox on this machine and nothing else.`,
    "Start one (npm run sandbox -- serve) and type here the variables that it prints.",
  );
}

async function graphOf(env: NodeJS.ProcessEnv): Promise<Rest> {
  const cloud = await findCloud(env);
  return new Rest(`${cloud.graph}/v1.0`, await tokenSource(cloud, env.ARM_TENANT_ID ?? "", env)());
}

function publisherOf(config: StackConfig, env: NodeJS.ProcessEnv) {
  const control = controlPlaneOf(config, env);
  const call = (method: "GET" | "PUT", path: string, body?: unknown) =>
    control.client().send<never>({
      ...{ api: "publisher", method, path, body, what: `Change ${path} by hand` },
      scopes: ["apim:api_create"],
    });
  return {
    get: (path: string) => call("GET", path),
    put: (path: string, body: unknown) => call("PUT", path, body),
  };
}
