/** Each item that has the id of an earlier one, with that one. */
export function duplicates<T>(
  items: readonly T[],
  idOf: (item: T) => string,
): [item: T, first: T, id: string][] {
  const seen = new Map<string, T>();
  return items.flatMap((item): [T, T, string][] => {
    const id = idOf(item);
    const first = seen.get(id);
    if (first !== undefined) return [[item, first, id]];
    seen.set(id, item);
    return [];
  });
}
