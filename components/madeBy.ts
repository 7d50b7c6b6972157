import * as pulumi from "@pulumi/pulumi";

/** What tells a person in the Azure portal, and the clean-up of forgotten stacks, whose an object is. */
export function madeBy(): { notes: string; tags: string[] } {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  return { notes: `Managed by Pulumi: ${stack}. Changes made by hand are undone.`, tags: ["pulumi", stack] };
}
