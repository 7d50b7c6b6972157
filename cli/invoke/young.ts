/** Twice the longest wait that was seen by others (18 s), with room for two clocks that differ. */
const YOUNG_MS = 120_000;

/** Whether Entra may not know a client secret everywhere yet. */
export function isYoung(starts: string | undefined): boolean {
  return starts !== undefined && Date.now() - Date.parse(starts) < YOUNG_MS;
}
