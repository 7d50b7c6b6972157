import { isDeepStrictEqual } from "node:util";

/** What one line of the engine's event log may hold; the parts of `apitype.EngineEvent` that are read here. */
interface EngineEvent {
  resourcePreEvent?: { metadata: StepMetadata };
  resOutputsEvent?: { metadata: StepMetadata };
  summaryEvent?: { resourceChanges?: Record<string, number> };
  diagnosticEvent?: { severity: string; message: string };
}

interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  old?: ResourceState | null;
  new?: ResourceState | null;
}

interface ResourceState {
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** One step on one resource, without any value: names only. */
export interface Step {
  /** `create`, `update`, `replace`, `create-replacement`, `delete-replaced`, `delete`; after a refresh what it found. */
  op: string;
  /** Pulumi type token, e.g. `azuread:index/application:Application`. */
  type: string;
  /** Logical name, the last part of the URN. */
  name: string;
  urn: string;
  /** Names of the top-level properties that differ, sorted; of updates and replacements. */
  diffs: string[];
}

export interface RunSummary {
  /** All steps but `same`, and without the default providers, which Pulumi does not show or count either. */
  steps: Step[];
  /** Operation → number of resources, `same` included; as in Pulumi's own summary. */
  changes: Record<string, number>;
  /** Messages of severity `error`. */
  errors: string[];
}

/** Reads `--event-log`: one JSON object a line. */
export function summarize(eventLog: string): RunSummary {
  const summary: RunSummary = { steps: [], changes: {}, errors: [] };
  const refreshed = new Set<string>();
  for (const line of eventLog.split("\n")) {
    if (!line.trim()) continue;
    const event = JSON.parse(line) as EngineEvent;
    const before = event.resourcePreEvent?.metadata;
    // A refresh says what it found only afterwards.
    if (before?.op === "refresh") refreshed.add(before.urn);
    else if (before) addStep(summary.steps, before);
    const after = event.resOutputsEvent?.metadata;
    if (after && refreshed.delete(after.urn) && after.op !== "refresh") addStep(summary.steps, after);
    if (event.summaryEvent) summary.changes = { ...event.summaryEvent.resourceChanges };
    if (event.diagnosticEvent?.severity === "error")
      summary.errors.push(event.diagnosticEvent.message.trim());
  }
  return summary;
}

function addStep(steps: Step[], { op, urn, type, old, new: next }: StepMetadata): void {
  if (op === "same" || type.startsWith("pulumi:providers:")) return;
  const inputs = differing(old?.inputs, next?.inputs);
  const diffs = inputs.length > 0 ? inputs : differing(old?.outputs, next?.outputs);
  steps.push({ op, urn, type, name: urn.slice(urn.lastIndexOf("::") + 2), diffs: old && next ? diffs : [] });
}

function differing(old: Record<string, unknown> = {}, next: Record<string, unknown> = {}): string[] {
  const names = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [...names].filter((name) => !isDeepStrictEqual(old[name], next[name])).sort();
}
