import * as pulumi from "@pulumi/pulumi";
import { providerText, type ResourceType } from "./providerText.ts";

/**
 * A resource of the Choreo dynamic provider. It registers what `pulumi.dynamic.Resource` would register, type
 * `pulumi-nodejs:dynamic/choreo:<type>`, but with a `__provider` that never changes ({@link providerText}).
 */
export abstract class ChoreoResource extends pulumi.CustomResource {
  constructor(
    type: ResourceType,
    name: string,
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions | undefined,
  ) {
    super(
      `pulumi-nodejs:dynamic/choreo:${type}`,
      name,
      { ...props, __provider: providerText(type) },
      opts ?? {},
    );
  }
}

/**
 * Who a shared API's changes belong to: project, stack and resource. Several stacks may claim parts of one API, and each takes
 * away only its own (docs/decisions/shared-apis.md).
 */
export function claimant(name: string): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
}
