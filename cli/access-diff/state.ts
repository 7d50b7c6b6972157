import { z } from "zod";
import { type EngineResource, fromEngine, nameIn, type Resource } from "../../access/index.ts";
import { deploymentTrigger } from "../../components/deploymentTrigger.ts";
import { type Placed, placedIn } from "../doctor/elsewhere.ts";
import { CliError } from "../shared/errors.ts";
import type { StoredSecret } from "./types.ts";

/** Type of an app registration's client secret. */
export const PASSWORD_TYPE = "azuread:index/applicationPassword:ApplicationPassword";

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  custom: z.boolean().optional(),
  delete: z.boolean().optional(),
  /** Deleted already, to be made again: what a replacement that failed half-way leaves. */
  pendingReplacement: z.boolean().optional(),
  parent: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});
const stateSchema = z.object({
  deployment: z
    .object({
      resources: z.array(resourceSchema).nullish(),
      pending_operations: z.array(z.object({ resource: z.object({ urn: z.string() }) })).nullish(),
    })
    .nullish(),
});

/** The last state of a stack, as far as the comparison needs it. */
export interface LastState {
  /** Resources other than the stack, components and providers. */
  resources: number;
  /** What access is computed from; what waits for its deletion still gives it. */
  made: Resource[];
  /** The outputs of the last `up` that ended well. */
  outputs: Readonly<Record<string, unknown>>;
  secrets: StoredSecret[];
  /** What an argument puts into another control plane than the configuration names. */
  placed: Placed[];
  /** Names of what a run that was cut off was working on. */
  pending: string[];
  /** APIs whose permissions were changed by a run that did not come to deploy them: the gateways have less, or more, than is compared. */
  behind: string[];
}

/**
 * Reads what `pulumi stack export` prints. Secrets in it are ciphertext, and none of them is looked at.
 *
 * @throws CliError (usage)
 */
export function readState(text: string, where: string): LastState {
  const { deployment } = parse(text, where);
  const resources = deployment?.resources ?? [];
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const made = resources.filter((each) => each.custom && !each.type.startsWith("pulumi:providers:"));
  return {
    resources: made.length,
    made: made
      .filter(({ pendingReplacement }) => !pendingReplacement)
      .flatMap((each) => fromEngine(each as EngineResource) ?? []),
    outputs: stack?.outputs ?? {},
    secrets: made.flatMap(({ type, urn, outputs, delete: condemned }) =>
      type === PASSWORD_TYPE && !condemned && typeof outputs?.endDate === "string"
        ? [{ name: nameIn(urn), urn, expires: outputs.endDate }]
        : [],
    ),
    behind: made.flatMap((each) => (isBehind(each, made) ? [nameIn(each.urn)] : [])),
    placed: placedIn(resources),
    pending: (deployment?.pending_operations ?? []).map(({ resource }) => nameIn(resource.urn)),
  };
}

type StateResource = z.infer<typeof resourceSchema>;

const PERMISSIONS = "pulumi-nodejs:dynamic/choreo:ApiPermissions";
const DEPLOYMENT = "pulumi-nodejs:dynamic/choreo:ApiDeployment";

/** A deployment carries the digest of what was deployed; one that never came about is not there. */
function isBehind({ type, urn, parent, inputs }: StateResource, made: readonly StateResource[]): boolean {
  // What Choreo owns is not deployed by the stack.
  if (type !== PERMISSIONS || !inputs || inputs.owner === "choreo") return false;
  const deployment = made.find(
    (each) => each.type === DEPLOYMENT && each.parent === parent && nameIn(each.urn) === nameIn(urn),
  );
  const { scopes = {}, operations = {} } = inputs as Record<string, Record<string, never>>;
  return deployment?.inputs?.trigger !== deploymentTrigger(scopes, operations);
}

function parse(text: string, where: string): z.infer<typeof stateSchema> {
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError(
      "usage",
      `${where} is no Pulumi state.`,
      'Write it with "pulumi stack export --file state.json".',
      { cause },
    );
  }
}
