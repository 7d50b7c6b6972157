import type { Emulation } from "../emulation.ts";
import type { WorkflowKind } from "../options.ts";
import type { PendingTask } from "../store/model.ts";

/**
 * Does something now or, where the workflow of this kind is switched on, when somebody approves it.
 *
 * @returns whether it waits
 */
export function throughWorkflow(
  { store, switches, changed }: Emulation,
  kind: WorkflowKind,
  subject: string,
  steps: { approve(): void; reject(): void },
): boolean {
  if (!switches.workflows[kind]) {
    steps.approve();
    return false;
  }
  const task: PendingTask = {
    id: store.newId(),
    kind,
    subject,
    approve: () => {
      steps.approve();
      changed();
    },
    reject: steps.reject,
  };
  store.pendingTasks.set(task.id, task);
  return true;
}

export function pendingTask(
  { store }: Emulation,
  kind: WorkflowKind,
  subject: string,
): PendingTask | undefined {
  return [...store.pendingTasks.values()].find((task) => task.kind === kind && task.subject === subject);
}

/** Approves or rejects what waits and fits; returns how many that were. */
export function decide(
  { store }: Emulation,
  verdict: "approve" | "reject",
  match: { kind?: string | undefined; subject?: string | undefined },
): number {
  const tasks = [...store.pendingTasks.values()].filter(
    (task) => (!match.kind || task.kind === match.kind) && (!match.subject || task.subject === match.subject),
  );
  for (const task of tasks) {
    store.pendingTasks.delete(task.id);
    task[verdict]();
  }
  return tasks.length;
}
