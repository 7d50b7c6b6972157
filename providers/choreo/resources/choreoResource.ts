import * as pulumi from "@pulumi/pulumi";
import { providerText, type ResourceType } from "./providerText.ts";

/** The type that `pulumi.dynamic.Resource` would register: `pulumi-nodejs:dynamic/choreo:<type>`. */
export function choreoType(type: ResourceType): string {
  return `pulumi-nodejs:dynamic/choreo:${type}`;
}

/**
 * What a resource of the Choreo dynamic provider registers: its arguments, and a `__provider` that never changes
 * ({@link providerText}).
 *
 * Functions and not a base class: the SDK takes as a resource's source position whatever called the first class below
 * `CustomResource` (`Resource.stackTrace(4)` in its resource.ts). With a class in between, that would be a line of ours, in the
 * state of each resource, instead of the line that made it.
 */
export function choreoProps(type: ResourceType, props: pulumi.Inputs): pulumi.Inputs {
  return { ...props, __provider: providerText(type) };
}

/**
 * Who a shared API's changes belong to: project, stack and resource. Several stacks may claim parts of one API, and each takes
 * away only its own (docs/decisions/shared-apis.md).
 */
export function claimant(name: string): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
}
