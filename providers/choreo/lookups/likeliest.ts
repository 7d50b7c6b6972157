/** Up to three of the names, the likeliest first. Loads the distance function only here: look-ups rarely fail. */
export async function likeliest(name: string, names: string[]): Promise<string[]> {
  const { distance } = (await import("fastest-levenshtein")).default;
  const near = (other: string): number => distance(name.toLowerCase(), other.toLowerCase());
  return [...new Set(names)].sort((a, b) => near(a) - near(b)).slice(0, 3);
}
