/**
 * A record with the same keys, in the same order, and each value replaced. Own properties only, whatever they are called: a key
 * `__proto__` from a document stays a key.
 *
 * @example
 * mapValues({ books: 1, orders: 2 }, (value, key) => `${key} ${value}`) // { books: "books 1", orders: "orders 2" }
 */
export function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

/**
 * The entries of a record that pass a test.
 *
 * @example
 * pickBy({ books: 1, orders: undefined }, (value) => value !== undefined) // { books: 1 }
 */
export function pickBy<T>(
  record: Readonly<Record<string, T>>,
  keep: (value: T, key: string) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => keep(value, key)));
}
