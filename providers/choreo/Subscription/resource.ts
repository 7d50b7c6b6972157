import * as pulumi from "@pulumi/pulumi";
import { choreoResource } from "../resource/choreoResource.ts";
import { claimant } from "../resource/claimant.ts";
import type { Placed } from "../resource/place.ts";

/** Arguments of {@link Subscription}. */
export interface SubscriptionArgs extends Placed {
  /** Id of the {@link Application}. Changing it replaces the subscription. */
  applicationId: pulumi.Input<string>;
  /** Id of the API, which must be published. Changing it replaces the subscription. */
  apiId: pulumi.Input<string>;
  /** Subscription plan, one of the API's. Default: `Unlimited`. */
  throttlingPolicy?: pulumi.Input<string> | undefined;
  /** Take over a subscription of this application to this API that already exists. Default: false. */
  adopt?: pulumi.Input<boolean> | undefined;
}

/**
 * An application's subscription to an API (step 4.3). Make it depend on the API's `ApiLifecycle`.
 *
 * The id is the subscription's.
 *
 * @example
 * new Subscription("storefront-books", { applicationId: application.id, apiId }, { deletedWith: application, dependsOn: lifecycle });
 */
export class Subscription extends pulumi.CustomResource {
  declare readonly applicationId: pulumi.Output<string>;
  declare readonly apiId: pulumi.Output<string>;
  declare readonly throttlingPolicy: pulumi.Output<string>;
  /** `UNBLOCKED`, or `ON_HOLD` while it waits for approval. */
  declare readonly status: pulumi.Output<string>;

  constructor(name: string, args: SubscriptionArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      ...choreoResource("Subscription", name, { ...args, claimant: claimant(name), status: undefined }, opts),
    );
  }
}
