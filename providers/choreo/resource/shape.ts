/** Says of a value that came from outside whether it has a shape. */
type Check = (value: unknown) => boolean;

export const isText: Check = (value) => typeof value === "string";

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

export const recordOf =
  (check: Check): Check =>
  (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(check);

/** An object with at least these parts. */
export const shapeOf =
  <T>(parts: { [Name in keyof T]-?: Check }) =>
  (value: unknown): value is T =>
    recordOf(() => true)(value) &&
    Object.entries<Check>(parts).every(([name, check]) => check((value as Record<string, unknown>)[name]));
