/** RFC 9110, 9.2.1. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** @param operation verb and target, `"POST /books"` */
export function isWriting(operation: string): boolean {
  return !SAFE.has(operation.split(" ", 1)[0] ?? "");
}
