import { guideConfig } from "../fixture.ts";

/** Keys from the top of the configuration; a text is split at "/". */
export type Path = string | readonly string[];

/** One bad or odd stack file: the guide's, with one value changed (`undefined` takes it away), and what has to be said about it. */
export type Row = readonly [path: Path, value: unknown, said: string];

/** The guide's stack file with a value set. */
export function changed(path: Path, value: unknown, base: Record<string, unknown> = guideConfig()): unknown {
  const [key, ...rest] = typeof path === "string" ? path.split("/") : path;
  if (key === undefined) return value;
  const inner = (base[key] ?? {}) as Record<string, unknown>;
  const next = rest.length ? changed(rest, value, inner) : value;
  return Object.fromEntries([...Object.entries(base).filter(([name]) => name !== key), [key, next]]);
}

export function title([path, value]: Row): string {
  const text = JSON.stringify(value) ?? "left out";
  return `${typeof path === "string" ? path : path.join("/")}: ${text.length > 70 ? `${text.slice(0, 67)}...` : text}`;
}
