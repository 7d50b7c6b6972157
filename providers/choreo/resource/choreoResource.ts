import type * as pulumi from "@pulumi/pulumi";
import { type Placed, placeOf } from "./place.ts";
import { providerText, type ResourceType } from "./providerText.ts";

/**
 * The constructor arguments of a resource of the Choreo dynamic provider. It registers what `pulumi.dynamic.Resource` would
 * register, type `pulumi-nodejs:dynamic/choreo:<type>`, but with a `__provider` that never changes ({@link providerText}).
 *
 * A function and not a base class: the SDK takes as a resource's source position whatever called the first class below
 * `CustomResource` (`Resource.stackTrace(4)` in its resource.ts). With a class in between, that would be a line of ours, in the
 * state of each resource, instead of the line that made it.
 *
 * @example super(...choreoResource("IdpKey", name, args, opts));
 */
export function choreoResource(
  type: ResourceType,
  name: string,
  { controlPlane, ...props }: pulumi.Inputs & Placed,
  opts: pulumi.CustomResourceOptions = {},
): [type: string, name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions] {
  const place = controlPlane === undefined ? {} : { controlPlane: placeOf(controlPlane) };
  return [
    `pulumi-nodejs:dynamic/choreo:${type}`,
    name,
    { ...props, ...place, __provider: providerText(type) },
    opts,
  ];
}
