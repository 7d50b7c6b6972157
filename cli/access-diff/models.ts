import {
  type AccessModel,
  accessOf,
  type Legend,
  MODEL_VERSION,
  ModelError,
  type Principal,
  readModel,
} from "../../access/index.ts";
import { mapValues } from "../../shared/records.ts";
import { CliError } from "../shared/errors.ts";
import type { Preview } from "./events.ts";
import type { LastState } from "./state.ts";

/** The two models that are compared. Both are computed from resources; the stack's output only says what these cannot tell. */
export function modelsOf(
  state: LastState,
  preview: Preview,
): { before: AccessModel | undefined; after: AccessModel } {
  const told = legend(preview.access, "the preview");
  const after = accessOf(preview.planned, told);
  if (state.resources === 0) return { before: undefined, after };
  const earlier = state.outputs.access === undefined ? [] : [earlierLegend(state.outputs)];
  const [first = told, ...others] = [...earlier, told];
  return { before: accessOf(state.made, first, ...others), after };
}

/** @param where for the message: "the last state" or "the preview" */
function legend(value: unknown, where: string): AccessModel {
  try {
    return readModel(value);
  } catch (cause) {
    if (cause instanceof ModelError) throw unreadable(cause, where);
    throw cause;
  }
}

function unreadable({ version, message }: ModelError, where: string): CliError {
  if (version !== undefined && version > MODEL_VERSION)
    return new CliError(
      "state",
      `The access model of ${where} has version ${version}; this checkout understands ${MODEL_VERSION}.`,
      "A newer program wrote it: update this checkout before you compare or deploy.",
    );
  return new CliError(
    "state",
    version === undefined
      ? `The output "access" of ${where} is no access model: see ${message}.`
      : `The access model of ${where} has version ${version}, which this checkout does not know.`,
    'Run "pulumi up" with this program once; it writes the output anew.',
  );
}

/** Version 1 did not look at operations that the settings do not list, and had the object ids in another output. */
function earlierLegend(outputs: LastState["outputs"]): Legend {
  const model = legend(outputs.access, "the last state");
  if ((outputs.access as { version?: unknown }).version !== 1) return model;
  const apis = mapValues(model.apis, (api) => ({ ...api, operations: {} }));
  return { ...model, apis, principals: assignedIn(outputs.apis) };
}

function assignedIn(apis: unknown): Record<string, Principal> {
  const lists = Object.values((apis ?? {}) as Record<string, { assigned?: Partial<Assigned> }>);
  const named = (kind: "user" | "group", ids: Record<string, string> = {}) =>
    Object.entries(ids).map(([name, id]): [string, Principal] => [id, { kind, name }]);
  return Object.fromEntries(
    lists.flatMap(({ assigned }) => [...named("user", assigned?.users), ...named("group", assigned?.groups)]),
  );
}

/** Part of the output `apis`: object ids by name. */
interface Assigned {
  users: Record<string, string>;
  groups: Record<string, string>;
}
