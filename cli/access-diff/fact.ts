import { byText, sorted } from "../../access/sort.ts";
import type { Fact } from "./types.ts";

/** Both sides of two records by key, in the order of the keys. */
export function pairs<T>(
  before: Record<string, T>,
  after: Record<string, T>,
): [key: string, before: T | undefined, after: T | undefined][] {
  return sorted(new Set([...Object.keys(before), ...Object.keys(after)])).map((key) => [
    key,
    Object.hasOwn(before, key) ? before[key] : undefined,
    Object.hasOwn(after, key) ? after[key] : undefined,
  ]);
}

export function fact(weight: number, sentence: string): Fact {
  return { weight, sentence };
}

export function gravestFirst(a: Fact, b: Fact): number {
  return b.weight - a.weight || byText(a.sentence, b.sentence);
}
