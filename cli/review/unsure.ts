import type { Terminal } from "../shared/run.ts";

/** Says what an interrupted update may have left; the stack, the only one who knew, is gone. @returns whether there is any */
export function tellUnsure(stack: string, unsure: string[], terminal: Terminal): boolean {
  if (unsure.length === 0) return false;
  terminal.err(
    `${stack}: an update was interrupted while it made ${unsure.join(", ")}. Look in Azure and Choreo for what has "(${stack})" in its name, and delete it.`,
  );
  return true;
}
