import * as pulumi from "@pulumi/pulumi";

/** A resource of the state, as the last run left it. */
export interface StateResource {
  urn: string;
  /** With the types of its parents, as its URN has it. */
  type: string;
  name: string;
  outputs: Record<string, unknown>;
}

/**
 * What the stack's state holds before this run. Some changes of settings can only be told from others by what was there before: a
 * key that another one replaces, a rotation that goes down.
 *
 * A function of the engine that the SDK has no wrapper for (`readStackResourceOutputs`, pulumi/pulumi, pkg/resource/deploy/builtins.go).
 * Its package, `pulumi`, has a default provider as any other: the state gets an entry `pulumi:providers:pulumi`, without configuration.
 * Where it fails (an engine without it, a backend that does not answer), the state counts as unknown; a warning says what is not checked.
 *
 * @returns nothing where the state cannot be read
 */
export async function stateBefore(): Promise<StateResource[] | undefined> {
  const stackName = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  try {
    const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
      stackName,
    })) as { outputs: Record<string, { outputs?: Record<string, unknown> }> };
    return Object.entries(outputs).map(([urn, resource]) => {
      const [, , type = "", ...name] = urn.split("::");
      return { urn, type, name: name.join("::"), outputs: resource.outputs ?? {} };
    });
  } catch (error) {
    await pulumi.log.warn(
      `The state before this run could not be read, so these were not checked: keys, permissions and roles that were renamed without "formerly", rotations that go down, owners that change places, people who have left, whether what is "imported" is in the state, what a run that was cut off has left in Entra ID. ${(error as Error).message}`,
    );
    return undefined;
  }
}
