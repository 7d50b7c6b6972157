/** Stands in for `@jest/globals`, which is a module of jest's VM contexts. */
const found = (globalThis as unknown as Record<symbol, Record<string, unknown>>)[
  Symbol.for("this project's jest globals")
] as Record<string, unknown>;

export const { jest, test, it, describe, expect, beforeAll, beforeEach, afterAll, afterEach } = found;
