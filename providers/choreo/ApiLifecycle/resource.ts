import * as pulumi from "@pulumi/pulumi";
import { choreoResource } from "../resource/choreoResource.ts";
import { claimant } from "../resource/claimant.ts";
import type { Placed } from "../resource/place.ts";

/** Arguments of {@link ApiLifecycle}. */
export interface ApiLifecycleArgs extends Placed {
  /** The claim that it belongs to. Default: that of the `ApiPermissions` of the same name, where that has no `stackId`. */
  claimant?: pulumi.Input<string> | undefined;
  /** Choreo's id of the API. Changing it replaces the resource. */
  apiId: pulumi.Input<string>;
  /** The state that the API shall have. Default, and so far the only one: `PUBLISHED`. */
  state?: pulumi.Input<"PUBLISHED"> | undefined;
  /**
   * `choreo`, as the {@link ApiPermissions} of the same name: the API is deployed and published by its own people, and this is no more
   * than a record; from then on neither a change nor a destroy of it touches the API. Default: this resource publishes.
   */
  owner?: pulumi.Input<"choreo"> | undefined;
}

/**
 * The API's lifecycle (step 1.5, "Publish"): published, it appears in the Developer Portal and can be subscribed. Make it depend
 * on the {@link ApiDeployment} of the same API. Destroy gives back the state before the first stack claimed the API, once no
 * other stack needs it published.
 *
 * The id is the API's.
 *
 * @example
 * new ApiLifecycle("books", { apiId }, { dependsOn: deployment });
 */
export class ApiLifecycle extends pulumi.CustomResource {
  declare readonly apiId: pulumi.Output<string>;
  declare readonly state: pulumi.Output<"PUBLISHED">;

  constructor(name: string, args: ApiLifecycleArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      ...choreoResource("ApiLifecycle", name, { ...args, claimant: args.claimant ?? claimant(name) }, opts),
    );
  }
}
