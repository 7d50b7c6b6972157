import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { fromEngine, nameIn, type Resource } from "../../access/index.ts";
import { placedIn } from "../doctor/elsewhere.ts";
import { CliError } from "../shared/errors.ts";
import { changedProperties, type Difference } from "./properties.ts";
import type { ProtectionChange, ResourceStep } from "./types.ts";

const sideSchema = z.object({
  custom: z.boolean().optional(),
  protect: z.boolean().optional(),
  parent: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
});
const stepSchema = z.object({
  metadata: z.object({
    op: z.string(),
    urn: z.string(),
    type: z.string(),
    old: sideSchema.nullish(),
    new: sideSchema.nullish(),
    keys: z.array(z.string()).nullish(),
    diffs: z.array(z.string()).nullish(),
    detailedDiff: z.record(z.string(), z.unknown()).nullish(),
  }),
});
/** The parts of `apitype.EngineEvent` that are read here. */
const eventSchema = z.object({
  resourcePreEvent: stepSchema.optional(),
  resOutputsEvent: stepSchema.optional(),
  diagnosticEvent: z.object({ severity: z.string(), message: z.string() }).optional(),
  policyEvent: z
    .object({ policyName: z.string(), enforcementLevel: z.string(), message: z.string() })
    .optional(),
  summaryEvent: z.object({ resourceChanges: z.record(z.string(), z.number()).nullish() }).optional(),
});
type StepMetadata = z.infer<typeof stepSchema>["metadata"];

/** A preview, or the preview of a refresh, as its event log tells it. */
export interface Preview {
  steps: ResourceStep[];
  protection: ProtectionChange[];
  /** What access is computed from, as it will be. What is not known yet is UNKNOWN. */
  planned: Resource[];
  /** Names of what an argument will put into another control plane than the configuration names. */
  placed: string[];
  /** The output `access` of the stack; undefined when the program ended before it exported anything. */
  access: unknown;
  /** Diagnostics of severity `error` and violated mandatory policies. */
  errors: string[];
  /** Whether the engine came to its summary. */
  complete: boolean;
}

const OPERATIONS: Record<string, ResourceStep["op"]> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  delete: "delete",
  import: "import",
  "import-replacement": "replace",
};

/**
 * Reads an event log: one JSON object a line, as `pulumi preview --event-log` writes it, or `pulumi preview --json` with
 * `PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true`. The document that plain `--json` prints is refused: it leaves the outputs of the
 * stack out, and so the access model (pulumi/pulumi, pkg/backend/display/json.go).
 *
 * @throws CliError (usage)
 */
export function readEventLog(text: string, where: string): Preview {
  const steps = new Map<string, ResourceStep>();
  const refreshed = new Set<string>();
  const planned = new Map<string, Resource>();
  const preview: Omit<Preview, "steps" | "planned"> = {
    protection: [],
    placed: [],
    access: undefined,
    errors: [],
    complete: false,
  };
  for (const [index, line] of text.split("\n").entries()) {
    if (!line.trim()) continue;
    const { resourcePreEvent, resOutputsEvent, diagnosticEvent, policyEvent, summaryEvent } = parseLine(
      line,
      where,
      index + 1,
    );
    if (resourcePreEvent?.metadata.op === "refresh") refreshed.add(resourcePreEvent.metadata.urn);
    else if (resourcePreEvent) {
      addStep(steps, resourcePreEvent.metadata);
      addPlanned(planned, resourcePreEvent.metadata);
      preview.placed.push(...placedBy(resourcePreEvent.metadata));
      preview.protection.push(...protectionOf(resourcePreEvent.metadata));
    }
    // What a refresh found is only in the event after it, as an update or a delete.
    if (resOutputsEvent && refreshed.delete(resOutputsEvent.metadata.urn))
      addStep(steps, resOutputsEvent.metadata);
    if (resOutputsEvent?.metadata.type === "pulumi:pulumi:Stack")
      preview.access = resOutputsEvent.metadata.new?.outputs?.access ?? preview.access;
    if (diagnosticEvent?.severity === "error") preview.errors.push(diagnosticEvent.message.trim());
    if (policyEvent?.enforcementLevel === "mandatory")
      preview.errors.push(`policy ${policyEvent.policyName}: ${policyEvent.message.trim()}`);
    if (summaryEvent) preview.complete = true;
  }
  return { ...preview, steps: [...steps.values()], planned: [...planned.values()] };
}

function parseLine(line: string, where: string, number: number): z.infer<typeof eventSchema> {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new CliError(
      "usage",
      `Line ${number} of ${where} is no engine event.`,
      'Record it with "PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json > preview.jsonl"; plain --json leaves the stack\'s outputs out.',
      { cause },
    );
  }
}

/** One row a resource, however many steps a replacement takes; the stack, components and default providers are no resources. */
function addStep(steps: Map<string, ResourceStep>, metadata: StepMetadata): void {
  const { urn, type, old, new: next } = metadata;
  const op = OPERATIONS[metadata.op];
  if (!op || type.startsWith("pulumi:providers:") || !(next ?? old)?.custom) return;
  const known = steps.get(urn);
  const properties =
    op === "create" || op === "delete" || op === "import"
      ? []
      : changedProperties({
          ...sidesOf(old, next),
          paths: Object.keys(metadata.detailedDiff ?? {}),
          diffs: [...(metadata.diffs ?? []), ...(metadata.keys ?? [])],
        });
  steps.set(urn, {
    op,
    type: shortType(type),
    token: type,
    name: nameIn(urn),
    urn,
    properties: [...new Set([...(known?.properties ?? []), ...properties])].sort(),
  });
}

/**
 * Every step but a deletion, which has none, leaves the resource as its new side says. The preview of an update leaves the outputs out, and ids stay; a
 * replacement has none yet.
 */
function addPlanned(planned: Map<string, Resource>, { op, urn, type, old, new: next }: StepMetadata): void {
  if (!next?.custom) return;
  const outputs = op.includes("replace") ? next.outputs : { ...old?.outputs, ...next.outputs };
  const resource = fromEngine({ urn, type, parent: next.parent || undefined, inputs: next.inputs, outputs });
  if (resource) planned.set(urn, resource);
}

/** Of what stays or comes. */
function placedBy({ urn, new: next }: StepMetadata): string[] {
  if (!next?.custom) return [];
  return placedIn([{ urn, outputs: next.inputs ?? {} }]).map(({ name }) => name);
}

/** Only of what stays: a step that makes or deletes says enough. */
function protectionOf({ op, urn, type, old, new: next }: StepMetadata): ProtectionChange[] {
  const on = next?.protect ?? false;
  const stays = (op === "same" || op === "update") && next?.custom;
  if (!stays || on === (old?.protect ?? false)) return [];
  return [{ type: shortType(type), name: nameIn(urn), on }];
}

/** The inputs, or where they are the same, the outputs: a drift of something that nobody set. */
function sidesOf(old: StepMetadata["old"], next: StepMetadata["new"]): Pick<Difference, "before" | "after"> {
  const inputs = { before: old?.inputs ?? {}, after: next?.inputs ?? old?.inputs ?? {} };
  if (!isDeepStrictEqual(inputs.before, inputs.after)) return inputs;
  const outputs = { before: old?.outputs ?? {}, after: next?.outputs ?? {} };
  // The preview of an update does not know the outputs yet and leaves them out.
  return Object.keys(outputs.after).length > 0 ? outputs : inputs;
}

/** `azuread:index/application:Application` → `azuread:Application`, `pulumi-nodejs:dynamic/choreo:IdpKey` → `choreo:IdpKey`. */
export function shortType(token: string): string {
  return token.replace("pulumi-nodejs:dynamic/", "").replace(/:.+:/, ":");
}
