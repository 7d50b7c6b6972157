/**
 * A value of a resource, or undefined where a preview does not know it yet: `@pulumi/policy` throws when such a value is read
 * (its proxy.ts), and its error class is not exported.
 */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && error.constructor.name === "UnknownValueError") return undefined;
    throw error;
  }
}
