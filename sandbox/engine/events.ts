/** What one line of the engine's event log may hold; the parts of `apitype.EngineEvent` that are read here. */
interface EngineEvent {
  resourcePreEvent?: { metadata: StepMetadata };
  summaryEvent?: { resourceChanges?: Record<string, number> };
  diagnosticEvent?: { severity: string; message: string; urn?: string };
}

interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  keys?: string[] | null;
  diffs?: string[] | null;
}

/** One step on one resource, without any value: names only. */
export interface Step {
  /** `create`, `update`, `replace`, `create-replacement`, `delete`, `same`, `refresh`, `read` … */
  op: string;
  /** Pulumi type token, e.g. `azuread:index/application:Application`. */
  type: string;
  /** Logical name, the last part of the URN. */
  name: string;
  urn: string;
  /** Names of the properties that differ. */
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
  for (const line of eventLog.split("\n")) {
    if (!line.trim()) continue;
    const event = JSON.parse(line) as EngineEvent;
    if (event.resourcePreEvent) addStep(summary.steps, event.resourcePreEvent.metadata);
    if (event.summaryEvent) summary.changes = { ...event.summaryEvent.resourceChanges };
    if (event.diagnosticEvent?.severity === "error")
      summary.errors.push(event.diagnosticEvent.message.trim());
  }
  return summary;
}

function addStep(steps: Step[], { op, urn, type, diffs }: StepMetadata): void {
  if (op === "same" || type.startsWith("pulumi:providers:")) return;
  steps.push({ op, urn, type, name: urn.slice(urn.lastIndexOf("::") + 2), diffs: diffs ?? [] });
}
