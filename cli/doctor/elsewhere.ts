import { at, type ControlPlaneArgs } from "../../providers/choreo/reads.ts";
import { CliError } from "../shared/errors.ts";
import type { StackConfig } from "../shared/stack.ts";
import { type ChoreoReaders, configSource, readersOf } from "./choreo-readers.ts";

/** A resource whose argument `controlPlane` says that it is elsewhere than the stack's configuration does. */
export interface Placed {
  name: string;
  /** The program's, whose configuration holds the credentials. */
  project: string;
  place: ControlPlaneArgs;
  /** Of what it is about: an API, an application. */
  ids: string[];
}

interface StateResource {
  urn: string;
  id?: string | undefined;
  outputs?: Readonly<Record<string, unknown>> | undefined;
}

/** Those of a state (`pulumi stack export`): it has the argument beside the resource's own values. */
export function placedIn(resources: readonly StateResource[]): Placed[] {
  return resources.flatMap(({ urn, id, outputs = {} }): Placed[] => {
    const { controlPlane, apiId, applicationId } = outputs;
    if (typeof controlPlane !== "object" || controlPlane === null) return [];
    const [, , project = "", , ...name] = urn.split(/:{2,}|(?<=^urn):/);
    const ids = [id, apiId, applicationId].filter((each): each is string => typeof each === "string");
    return [{ name: name.join("::"), project, place: controlPlane, ids }];
  });
}

/** A control plane that arguments name, and what of the stack is there. */
export interface Elsewhere {
  /** For people: `organization berlin`. */
  where: string;
  names: string[];
  ids: Set<string>;
  readers: ChoreoReaders;
}

/**
 * The control planes of placed resources, one entry for each, with the credentials that `pulumi up` has there.
 *
 * @throws CliError (usage) for credentials that are missing
 */
export function elsewhereOf(
  placed: readonly Placed[],
  config: StackConfig,
  env: NodeJS.ProcessEnv | undefined,
): Elsewhere[] {
  const byPlace = new Map<string, Elsewhere>();
  for (const { name, project, place, ids } of placed) {
    const where = describe(place, name);
    const key = JSON.stringify(Object.entries(place).sort());
    const known = byPlace.get(key) ?? {
      ...{ where, names: [], ids: new Set() },
      readers: readersOf(at(configSource(config, project), place), env),
    };
    known.names.push(name);
    for (const id of ids) known.ids.add(id);
    byPlace.set(key, known);
  }
  return [...byPlace.values()];
}

/** @throws CliError (usage) where the state has it encrypted */
function describe(place: ControlPlaneArgs, name: string): string {
  if (Object.values(place).some((value) => typeof value !== "string"))
    throw new CliError(
      "usage",
      `The state has the argument controlPlane of "${name}" encrypted, so that nobody knows where it is.`,
      "It holds no secret: give it without pulumi.secret, and run pulumi up.",
    );
  const { organization, organizationId, tenant, url, publisherUrl } = place;
  const said = Object.entries({ organization, organizationId, tenant, url, publisherUrl });
  const [what, value] = said.find(([, each]) => each !== undefined) ?? ["region", place.region ?? "us"];
  return `${what} ${value}`;
}
