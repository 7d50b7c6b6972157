/** Order by UTF-16 code units: the same on every machine, whatever its locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A copy, sorted by the text that `key` makes of each. */
export function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items]
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => byText(a.key, b.key))
    .map(({ item }) => item);
}

export function sorted(items: Iterable<string>): string[] {
  return [...items].sort(byText);
}

/** Sorted, each once. */
export function sortedSet(items: Iterable<string>): string[] {
  return sorted(new Set(items));
}

/** A record with its keys in order. */
export function sortedRecord<T>(entries: Iterable<readonly [key: string, value: T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => byText(a, b)));
}

/** Lists under the same key become one, sorted, each item once. */
export function union(
  entries: Iterable<readonly [key: string, items: readonly string[]]>,
): Record<string, string[]> {
  const lists = Map.groupBy(entries, ([key]) => key);
  return sortedRecord([...lists].map(([key, same]) => [key, sortedSet(same.flatMap(([, items]) => items))]));
}
