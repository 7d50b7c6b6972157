import type { ControlPlane } from "../controlPlane.ts";

const answers = new WeakMap<ControlPlane, Map<string, Promise<unknown>>>();

/** One answer per control plane and key for as long as the process lives; failures are not kept. */
export function once<T>(control: ControlPlane, key: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(control) ?? new Map<string, Promise<unknown>>();
  answers.set(control, known);
  const answer = (known.get(key) as Promise<T> | undefined) ?? ask();
  known.set(key, answer);
  answer.catch(() => known.delete(key));
  return answer;
}
