import * as pulumi from "@pulumi/pulumi";
import { Application, type ControlPlaneArgs, IdpKey, Subscription } from "../../providers/choreo/index.ts";
import { mapValues } from "../../shared/records.ts";
import { componentTypes } from "../componentTypes.ts";
import { descriptionOf } from "../madeBy.ts";
import { renamedFrom } from "../renamedFrom.ts";

/** Arguments of {@link ChoreoApplication}. */
export interface ChoreoApplicationArgs {
  /**
   * Whose application the key goes to, where it is another client's: it has one key of each type. Then nothing but the key is made, and what
   * else is said here of an application and its subscriptions is not read.
   */
  of?: ChoreoApplication | undefined;
  /** Name of the application in the Developer Portal. */
  name: pulumi.Input<string>;
  /** Default: that Pulumi manages it, with the stack's name and id. */
  description?: pulumi.Input<string> | undefined;
  throttlingPolicy?: pulumi.Input<string> | undefined;
  /** Name of the identity provider in Choreo. */
  identityProvider: pulumi.Input<string>;
  /** Application (client) id in Azure. */
  clientId: pulumi.Input<string>;
  keyType: pulumi.Input<"PRODUCTION" | "SANDBOX">;
  /** By a short name: the id of the API, once it is published. */
  subscriptions: Record<string, pulumi.Input<string>>;
  /** By the short name of a subscription: those that it had earlier. */
  formerSubscriptions?: Record<string, string[]> | undefined;
  /** Subscription plan. Default: `Unlimited`. */
  subscriptionPolicy?: pulumi.Input<string> | undefined;
  /** By the short name of a subscription: its plan, where it is another one. */
  subscriptionPolicies?: Record<string, pulumi.Input<string>> | undefined;
  /** The control plane that the application is made in. Default: the configured one ({@link ControlPlaneArgs}). */
  controlPlane?: pulumi.Input<ControlPlaneArgs> | undefined;
  /** Tells stacks of one name apart. */
  stackId?: pulumi.Input<string> | undefined;
  /** Take over an application or subscriptions that exist already. Default: false. */
  adopt?: pulumi.Input<boolean> | undefined;
  /** Refuse to delete the application, its key and its subscriptions. Default: false. */
  protect?: boolean | undefined;
  /** Names that this component had earlier. */
  formerly?: string[] | undefined;
}

/**
 * Step 4 of the guide: an application in the Developer Portal, the Azure client id as its key, its subscriptions.
 *
 * @example
 * new ChoreoApplication("storefront", {
 *   name: "storefront (dev)",
 *   identityProvider: "AzureAD",
 *   clientId: client.clientId,
 *   keyType: "PRODUCTION",
 *   subscriptions: { books: books.publishedApiId },
 * });
 */
export class ChoreoApplication extends pulumi.ComponentResource {
  readonly applicationId: pulumi.Output<string>;
  readonly keyMappingId: pulumi.Output<string>;
  /** By the subscriptions' short names: their ids. */
  readonly subscriptionIds: Record<string, pulumi.Output<string>>;
  /** The resources underneath, for `dependsOn` and what this component does not foresee. */
  readonly nodes: { application: Application; key: IdpKey; subscriptions: Record<string, Subscription> };

  constructor(name: string, args: ChoreoApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentTypes.choreoApplication, name, {}, pulumi.mergeOptions(renamedFrom(args.formerly), opts));
    const { of, adopt, protect, controlPlane } = args;
    const description =
      args.description ?? (args.stackId && pulumi.output(args.stackId).apply(descriptionOf));

    const application =
      of?.nodes.application ??
      new Application(
        name,
        { name: args.name, description, throttlingPolicy: args.throttlingPolicy, adopt, controlPlane },
        { parent: this, protect },
      );
    const child = { parent: this, protect, deletedWith: application };
    const key = new IdpKey(
      name,
      {
        applicationId: application.id,
        identityProvider: args.identityProvider,
        consumerKey: args.clientId,
        keyType: args.keyType,
        controlPlane,
      },
      child,
    );
    const subscriptions =
      of?.nodes.subscriptions ??
      mapValues(
        args.subscriptions,
        (apiId, api) =>
          new Subscription(
            `${name}-${api}`,
            {
              applicationId: application.id,
              apiId,
              throttlingPolicy: args.subscriptionPolicies?.[api] ?? args.subscriptionPolicy,
              adopt,
              controlPlane,
            },
            {
              ...child,
              ...renamedFrom(args.formerSubscriptions?.[api]?.map((former) => `${name}-${former}`)),
            },
          ),
      );

    this.nodes = { application, key, subscriptions };
    this.applicationId = application.id;
    this.keyMappingId = key.id;
    this.subscriptionIds = mapValues(subscriptions, ({ id }) => id);
    this.registerOutputs({
      applicationId: this.applicationId,
      keyMappingId: this.keyMappingId,
      subscriptionIds: this.subscriptionIds,
    });
  }
}
