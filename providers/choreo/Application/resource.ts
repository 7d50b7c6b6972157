import * as pulumi from "@pulumi/pulumi";
import { choreoResource } from "../resource/choreoResource.ts";
import { claimant } from "../resource/claimant.ts";
import type { Placed } from "../resource/place.ts";

/** Arguments of {@link Application}. */
export interface ApplicationArgs extends Placed {
  /** 1 to 100 characters (70 on API Manager 4.0); unique among the caller's applications, upper and lower case alike. */
  name: pulumi.Input<string>;
  /** At most 512 characters. Default: `Managed by Pulumi: <project>/<stack>`. */
  description?: pulumi.Input<string> | undefined;
  /** Application throttling policy. Default: `Unlimited`. */
  throttlingPolicy?: pulumi.Input<string> | undefined;
  /** Take over an application of this name that already exists; it is deleted with the stack. Default: false. */
  adopt?: pulumi.Input<boolean> | undefined;
}

/**
 * An application in the Developer Portal (step 4.1). Deleting it also deletes its keys and subscriptions, so give those
 * `deletedWith`.
 *
 * The id is the application's.
 *
 * @example
 * const application = new Application("storefront", { name: "storefront (dev)" });
 */
export class Application extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string>;
  declare readonly throttlingPolicy: pulumi.Output<string>;
  /** `APPROVED`, or `CREATED` while it waits for approval. */
  declare readonly status: pulumi.Output<string>;

  constructor(name: string, args: ApplicationArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      ...choreoResource("Application", name, { ...args, claimant: claimant(name), status: undefined }, opts),
    );
  }
}
