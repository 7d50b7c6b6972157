import { inStack } from "../../shared/repair.ts";
import { azureEnvironment, type Cloud, discover, findCloud, getJson } from "../shared/cloud.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { readStackConfig, readStackOutputs, type StackOutputs } from "../shared/stack.ts";
import { type ChoreoReaders, choreoReaders } from "./choreo-readers.ts";
import { credentialSection } from "./credential.ts";
import { graphReader } from "./graph-reader.ts";
import { doctorCommand } from "./options.ts";
import { printSections } from "./print.ts";
import { remembered, remembering } from "./reader.ts";
import { walk } from "./walk.ts";
import type { World } from "./world.ts";

export interface Surroundings {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * `doctor` with its arguments.
 *
 * @param args without `node` and the script
 * @returns the exit code: 1 if a link is red
 */
export async function doctorTool(args: readonly string[], { terminal, env }: Surroundings): Promise<number> {
  let code: number = exitCodes.ok;
  const command = doctorCommand(async ({ stack, cwd, json }) => {
    const [outputs, config] = await Promise.all([
      readStackOutputs(stack, { cwd, env }),
      // The secrets in it are credentials of the two services; outputs are read without theirs.
      readStackConfig(stack, { cwd, env, secrets: true }),
    ]);
    const choreo = choreoReaders(config, env);
    const world = await makeWorld(outputs, choreo, azureEnvironment(config, env));
    const sections = [
      await credentialSection(choreo.identity, outputs, world.now),
      ...(await walk(outputs, world)),
    ];
    terminal.out(
      inStack(json ? JSON.stringify({ stack, sections }, null, 2) : printSections(sections), stack),
    );
    if (sections.some(({ results }) => results.some(({ state }) => state === "red")))
      code = exitCodes.refused;
  });
  await speakThrough(terminal, command).parseAsync(args, { from: "user" });
  return code;
}

/** Readers of the real services, each answer remembered for this walk. */
export async function makeWorld(
  outputs: StackOutputs,
  choreo: ChoreoReaders,
  env: NodeJS.ProcessEnv | undefined,
): Promise<World> {
  // A stack without clients has no connection to tell it.
  const tenantId = Object.values(outputs.connections)[0]?.tenantId ?? env?.ARM_TENANT_ID;
  if (!tenantId)
    throw new CliError(
      "usage",
      "The stack has no client, and nothing else names the tenant.",
      "Set azuread:tenantId in its configuration, or ARM_TENANT_ID.",
    );
  const cloud = await findCloud(env);
  return {
    graph: remembering(await graphReader(cloud, tenantId, env)),
    publisher: remembering(choreo.publisher),
    devportal: remembering(choreo.devportal),
    admin: remembering(choreo.admin),
    hasPortalGate: choreo.hasPortalGate,
    ...webReaders(cloud),
    now: new Date(),
  };
}

/** Readers of what needs no credentials. */
export function webReaders(cloud: Cloud): Pick<World, "discovery" | "fetchJson"> {
  const documents = remembered((key) => {
    const [tenant = "", version] = key.split(" ");
    return discover(cloud, tenant, version === "1" ? 1 : 2);
  });
  const fetched = remembered((url) => getJson(url, "the identity provider's keys"));
  return { discovery: (tenant, version) => documents(`${tenant} ${version}`), fetchJson: fetched };
}
