import * as pulumi from "@pulumi/pulumi";
import { stackIdTag } from "../shared/stackMark.ts";

/** Project and stack, as people know it. */
const stackName = () => `${pulumi.getProject()}/${pulumi.getStack()}`;

/**
 * What tells a person in the Azure portal whose an object is, and the look for what a killed run has left.
 *
 * @param stackId tells stacks of one name apart
 */
export function madeBy(stackId?: pulumi.Input<string>): { notes: string; tags: pulumi.Input<string>[] } {
  const stack = stackName();
  return {
    notes: `Managed by Pulumi: ${stack}. Changes made by hand are undone.`,
    tags: ["pulumi", stack, ...(stackId === undefined ? [] : [pulumi.output(stackId).apply(stackIdTag)])],
  };
}

/**
 * The same for an application in Choreo, which has no tags: the provider takes one of this very description for what a killed run has left.
 */
export function descriptionOf(stackId: string): string {
  return `Managed by Pulumi: ${stackName()} (${stackIdTag(stackId)})`;
}
