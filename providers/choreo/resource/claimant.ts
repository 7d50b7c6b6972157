import * as pulumi from "@pulumi/pulumi";

/**
 * Who a shared API's changes belong to: project, stack and resource, and the stack's id. Several stacks may claim parts of one API, and
 * each takes away only its own (docs/decisions/shared-apis.md).
 *
 * @param stackId tells stacks of one project and name apart, say those of two repositories made from one template
 *
 * @example claimant("books", stackId) // "shop/dev/books@0b7c…"
 */
export function claimant(name: string, stackId?: pulumi.Input<string>): pulumi.Input<string> {
  const readable = `${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
  return stackId === undefined ? readable : pulumi.interpolate`${readable}@${stackId}`;
}
