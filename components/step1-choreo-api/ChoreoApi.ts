import * as pulumi from "@pulumi/pulumi";
import {
  ApiDeployment,
  ApiLifecycle,
  ApiPermissions,
  type ControlPlaneArgs,
  type ScopeArgs,
} from "../../providers/choreo/index.ts";
import { componentTypes } from "../componentTypes.ts";
import { deploymentTrigger } from "../deploymentTrigger.ts";
import { renamedFrom } from "../renamedFrom.ts";

/** Arguments of {@link ChoreoApi}. */
export interface ChoreoApiArgs {
  /** Choreo's id of the API. */
  apiId: pulumi.Input<string>;
  /** By bare name: what people read about the permission. */
  permissions: pulumi.Input<Record<string, ScopeArgs>>;
  /** By `VERB /target`: the permissions any one of which opens the operation. */
  operations: pulumi.Input<Record<string, string[]>>;
  /** Gateway environments to deploy to. Default: where the API is deployed already, else `Default`, else the first one. */
  gatewayEnvironments?: pulumi.Input<string[]> | undefined;
  /** Take over permissions that exist already. Default: false. */
  adopt?: pulumi.Input<boolean> | undefined;
  /**
   * `choreo`: the permissions live in Choreo, these are read there, and nothing is written into the API: the resources are records. Default:
   * they are written.
   */
  owner?: "choreo" | undefined;
  /** The control plane that has the API. Default: the configured one ({@link ControlPlaneArgs}). */
  controlPlane?: pulumi.Input<ControlPlaneArgs> | undefined;
  /** Tells this stack's claim on the API from that of another stack of its name. Default: by name alone. */
  stackId?: pulumi.Input<string> | undefined;
  /** Refuse to unpublish the API. Default: false. */
  protect?: boolean | undefined;
  /** Names that this component had earlier. */
  formerly?: string[] | undefined;
}

/**
 * Step 1 of the guide: the permissions of an API that exists in Choreo, the operations that they open, "Save and Deploy",
 * "Publish". Where the permissions live in Choreo, records of them.
 *
 * @example
 * const books = new ChoreoApi("books", {
 *   apiId: "e1000000-0000-4000-8000-000000000001",
 *   permissions: { books_add: { description: "Add a book" } },
 *   operations: { "POST /books": ["books_add"] },
 * });
 */
export class ChoreoApi extends pulumi.ComponentResource {
  /** The API's id, once it is published: what a subscription has to wait for. */
  readonly publishedApiId: pulumi.Output<string>;
  /** The resources underneath, for `dependsOn` and what this component does not foresee. */
  readonly nodes: { permissions: ApiPermissions; deployment: ApiDeployment; lifecycle: ApiLifecycle };

  constructor(name: string, args: ChoreoApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentTypes.choreoApi, name, {}, pulumi.mergeOptions(renamedFrom(args.formerly), opts));
    const { apiId, operations, adopt, owner, stackId, controlPlane } = args;

    const permissions = new ApiPermissions(
      name,
      {
        apiId,
        scopes: args.permissions,
        operations,
        environments: args.gatewayEnvironments,
        adopt,
        owner,
        stackId,
        controlPlane,
      },
      { parent: this },
    );
    const { claimant } = permissions;
    const trigger = pulumi
      .all([args.permissions, operations])
      .apply(([scopes, routes]) => deploymentTrigger(scopes, routes));
    const deployment = new ApiDeployment(
      name,
      { apiId, environments: args.gatewayEnvironments, trigger, claimant, owner, controlPlane },
      { parent: this, dependsOn: permissions },
    );
    const lifecycle = new ApiLifecycle(
      name,
      { apiId, claimant, owner, controlPlane },
      // A record protects nothing.
      { parent: this, dependsOn: deployment, protect: owner === "choreo" ? false : args.protect },
    );

    this.nodes = { permissions, deployment, lifecycle };
    this.publishedApiId = lifecycle.id;
    this.registerOutputs({ publishedApiId: this.publishedApiId });
  }
}
