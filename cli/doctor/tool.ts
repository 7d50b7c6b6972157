import { inStack } from "../../shared/repair.ts";
import { azureEnvironment, type Cloud, discover, findCloud, getJson } from "../shared/cloud.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { readStackConfig, readStackOutputs, type StackOutputs } from "../shared/stack.ts";
import { readResources } from "../shared/state.ts";
import { type ChoreoReaders, choreoReaders } from "./choreo-readers.ts";
import { credentialSection } from "./credential.ts";
import { type Elsewhere, elsewhereOf, placedIn } from "./elsewhere.ts";
import { graphReader } from "./graph-reader.ts";
import { doctorCommand } from "./options.ts";
import { printSections } from "./print.ts";
import { remembered, remembering } from "./reader.ts";
import { type Section, subjectsOf, walk } from "./walk.ts";
import type { ChoreoWorld, World } from "./world.ts";

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
    const [outputs, config, resources] = await Promise.all([
      readStackOutputs(stack, { cwd, env }),
      // The secrets in it are credentials of the two services; outputs are read without theirs.
      readStackConfig(stack, { cwd, env, secrets: true }),
      readResources(stack, { cwd, env }),
    ]);
    const choreo = choreoReaders(config, env);
    const elsewhere = elsewhereOf(placedIn(resources), config, env);
    const world = await makeWorld(outputs, choreo, azureEnvironment(config, env), elsewhere);
    const sections = [
      await credentialSection(choreo.identity, outputs, world.now),
      ...(await elsewhereSections(elsewhere, outputs, world.now)),
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

/** The credential of each further control plane, and what is there of which the outputs say nothing. */
async function elsewhereSections(
  elsewhere: readonly Elsewhere[],
  outputs: StackOutputs,
  now: Date,
): Promise<Section[]> {
  const { apis, clients } = subjectsOf(outputs);
  const told = [
    ...apis.map(({ api }) => api.choreo.apiId),
    ...clients.map(({ connection }) => connection.application.id),
  ];
  return Promise.all(
    elsewhere.map(async ({ where, names, ids, readers }): Promise<Section> => {
      if (told.some((id) => ids.has(id)))
        return credentialSection(readers.identity, outputs, now, ` in ${where}`);
      const says = `${[...new Set(names)].join(", ")}: no output "apis" or "connections" tells of it`;
      const title = "Resources that the argument controlPlane puts there";
      return {
        kind: "elsewhere",
        name: where,
        results: [{ id: "elsewhere", title, state: "skipped", says }],
      };
    }),
  );
}

/** Readers of the real services, each answer remembered for this walk. */
export async function makeWorld(
  outputs: StackOutputs,
  choreo: ChoreoReaders,
  env: NodeJS.ProcessEnv | undefined,
  elsewhere: readonly Elsewhere[] = [],
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
    ...choreoWorld(choreo),
    elsewhere: new Map(
      elsewhere.flatMap(({ ids, readers }) => {
        const there = choreoWorld(readers);
        return [...ids].map((id) => [id, there] as const);
      }),
    ),
    ...webReaders(cloud),
    now: new Date(),
  };
}

function choreoWorld({ publisher, devportal, admin, hasPortalGate }: ChoreoReaders): ChoreoWorld {
  return {
    publisher: remembering(publisher),
    devportal: remembering(devportal),
    admin: remembering(admin),
    hasPortalGate,
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
