/**
 * Settings keys for what has names: the name itself as far as a key may be that, told apart where two are the same.
 *
 * @param names of one thing each, the likeliest first: `["books", "books 1.0.0"]`
 */
export function uniqueKeys(names: readonly (readonly string[])[]): string[] {
  const count = new Map<string, number>();
  for (const [first = ""] of names) {
    const key = keyOf(first);
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  const used = new Set<string>();
  return names.map((some) => {
    const keys = some.map(keyOf);
    const [first = ""] = keys;
    const candidates = count.get(first) === 1 ? keys : [...keys.slice(1), first];
    let key = candidates.find((each) => !used.has(each));
    for (let number = 2; key === undefined; number++) {
      const numbered = `${candidates[0]} ${number}`;
      if (!used.has(numbered)) key = numbered;
    }
    used.add(key);
    return key;
  });
}

/** What a key may not have is left out (settings/rules/key.ts). */
function keyOf(name: string): string {
  const key = name
    .replace(/[^\p{L}\p{N}\p{M}._ -]+/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .trim()
    .slice(0, 100)
    .trim();
  return key || "unnamed";
}
