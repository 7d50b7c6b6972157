import { afterEach, beforeAll } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";

/** @returns sets the configuration of the stack that a program finds in this process, until the test ends: values as in a stack file */
export function useStackConfig(stack: string): (config: Record<string, unknown>) => void {
  beforeAll(() =>
    pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      "choreo-azuread",
      stack,
    ),
  );
  afterEach(() => pulumi.runtime.setAllConfig({}));
  return (config) =>
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    );
}
