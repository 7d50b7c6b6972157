import { type PulumiPlace, reasonGiven, runOnStack, unreadable } from "./pulumi.ts";

/** A resource as `pulumi stack export` has it, as far as tools read it. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  outputs?: Record<string, unknown>;
}

/** What `pulumi stack export` prints; secrets in it stay ciphertext. */
export async function exported(stack: string, place: PulumiPlace): Promise<string> {
  const { failed, stdout, stderr } = await runOnStack(stack, ["stack", "export"], place);
  if (failed) throw unreadable(stack, reasonGiven(stderr));
  return stdout;
}

/** What the state of a stack holds. */
export async function readResources(stack: string, place: PulumiPlace): Promise<StateResource[]> {
  const { deployment } = JSON.parse(await exported(stack, place));
  return deployment?.resources ?? [];
}
