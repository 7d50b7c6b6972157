/** NUL can't be in a name, so no two lists of names make the same key. */
export function keyOf(...parts: readonly string[]): string {
  return parts.join("\u0000");
}
