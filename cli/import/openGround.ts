import { randomUUID } from "node:crypto";
import { type ControlPlane, controlPlane, getIdentityProvider } from "../../providers/choreo/reads.ts";
import type { Settings } from "../../settings/index.ts";
import { stackIdIn, stackIdResource } from "../../shared/stackMark.ts";
import { nameOf, type StackState } from "../recover/state.ts";
import type { StackConfig } from "../shared/stack.ts";
import type { Services, Surveyed } from "../survey/survey.ts";
import type { Ground } from "./ground.ts";

/** What is to be known of the stack and of both sides before anything is written down. */
export async function openGround(
  surveyed: Surveyed,
  stack: {
    project: string;
    name: string;
    state: StackState;
    config: StackConfig;
    settings: Settings | undefined;
  },
  { graph }: Pick<Services, "graph">,
  env: NodeJS.ProcessEnv,
): Promise<Ground> {
  const { project, name, state, config, settings } = stack;
  const { pairs, details, identityProvider, entra } = surveyed;
  const control = controlOf(project, config, env);
  const choreo = (config[`${project}:choreo`] ?? {}) as { keyType?: Ground["keyType"] };
  return {
    pairs,
    details,
    identityProvider,
    grants: entra.grants ?? [],
    project,
    stack: name,
    environment: settings?.environment ?? ((config[`${project}:environment`] as string | undefined) || name),
    keyType:
      settings?.choreo.keyType ??
      ((config[`${project}:keyType`] as Ground["keyType"] | "") || choreo.keyType || "PRODUCTION"),
    tokenVersion: await tokenVersionOf(identityProvider.name, control),
    stackId: stackIdOf(state) ?? markedId(surveyed, `${project}/${name}`) ?? randomUUID(),
    ambiguousGroups: await ambiguousGroups(surveyed, graph),
    settings,
  };
}

export function stackIdOf({ deployment }: StackState): string | undefined {
  return deployment.resources?.find(
    ({ type, urn }) => type === stackIdResource.type && nameOf(urn) === stackIdResource.name,
  )?.id;
}

/** That of a stack of this name whose state was lost, if all that bears the name bears one id. */
function markedId({ pairs }: Surveyed, tag: string): string | undefined {
  const ids = [...pairs.apis.values(), ...pairs.clients.values()].flatMap(({ registration }) => {
    const tags = registration?.application.tags ?? [];
    return tags.includes(tag) ? (stackIdIn(tags) ?? []) : [];
  });
  return new Set(ids).size === 1 ? ids[0] : undefined;
}

/** The control plane as the program will ask it. */
export function controlOf(project: string, config: StackConfig, env: NodeJS.ProcessEnv): ControlPlane {
  const read = (key: string) => (config[`${project}:${key}`] ?? {}) as object;
  return controlPlane({ choreo: read("choreo"), choreoCredentials: read("choreoCredentials"), project }, env);
}

/** Where it cannot be read nobody knows it; the settings say it then. */
async function tokenVersionOf(name: string, control: ControlPlane) {
  try {
    return (await getIdentityProvider(control, { name })).tokenVersion;
  } catch {
    return undefined;
  }
}

/** Group names are not unique; one that stands for several groups, or of which that cannot be seen, is no name for settings. */
async function ambiguousGroups(
  { details }: Surveyed,
  graph: Pick<Services["graph"], "getEach">,
): Promise<ReadonlySet<string>> {
  const assigned = [...details.assignments.values()].flatMap((some) => some ?? []);
  const names = [
    ...new Set(
      assigned.flatMap(({ principalType, principalDisplayName }) =>
        principalType === "Group" && principalDisplayName ? [principalDisplayName] : [],
      ),
    ),
  ];
  const paths = names.map((each) => {
    const filter = new URLSearchParams({
      $filter: `displayName eq '${each.replaceAll("'", "''")}'`,
      $select: "id",
    });
    return `/groups?${filter}`;
  });
  const found = await graph.getEach<{ id: string }[]>(paths);
  return new Set(
    names.filter((_, index) => {
      const groups = found[index];
      return !Array.isArray(groups) || groups.length !== 1;
    }),
  );
}
