import * as pulumi from "@pulumi/pulumi";
import { choreoResource } from "../resource/choreoResource.ts";
import { claimant } from "../resource/claimant.ts";
import type { Placed } from "../resource/place.ts";

/** Arguments of {@link ApiDeployment}. */
export interface ApiDeploymentArgs extends Placed {
  /** The claim that it belongs to. Default: that of the `ApiPermissions` of the same name, where that has no `stackId`. */
  claimant?: pulumi.Input<string> | undefined;
  /** Choreo's id of the API. Changing it replaces the resource. */
  apiId: pulumi.Input<string>;
  /**
   * Gateway environments by name. Default: those the API is deployed to before the first stack claims it; if it is deployed nowhere,
   * `Default`, else the organisation's first one.
   */
  environments?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Digest of what is deployed. A new revision is made when it changes, and only then. */
  trigger: pulumi.Input<string>;
  /**
   * `choreo`, as the {@link ApiPermissions} of the same name: the API is deployed and published by its own people, and this is no more
   * than a record; from then on neither a change nor a destroy of it touches the API. Default: this resource deploys.
   */
  owner?: pulumi.Input<"choreo"> | undefined;
}

/**
 * "Save and Deploy" (step 1.4): a new revision of the API's working copy on the gateways. Make it depend on the
 * {@link ApiPermissions} of the same API, and give both the same resource name.
 *
 * The id is the API's. `revisionId` is the revision that this stack deployed last.
 *
 * @example
 * new ApiDeployment("books", { apiId, trigger: digest(permissions) }, { dependsOn: permissions });
 */
export class ApiDeployment extends pulumi.CustomResource {
  declare readonly apiId: pulumi.Output<string>;
  declare readonly environments: pulumi.Output<string[] | undefined>;
  declare readonly trigger: pulumi.Output<string>;
  /** Unknown in the preview of an update. */
  declare readonly revisionId: pulumi.Output<string>;

  constructor(name: string, args: ApiDeploymentArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      ...choreoResource(
        "ApiDeployment",
        name,
        { ...args, claimant: args.claimant ?? claimant(name), revisionId: undefined },
        opts,
      ),
    );
  }
}
