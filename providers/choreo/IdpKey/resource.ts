import * as pulumi from "@pulumi/pulumi";
import { choreoResource } from "../resource/choreoResource.ts";
import { claimant } from "../resource/claimant.ts";
import type { Placed } from "../resource/place.ts";

/** Arguments of {@link IdpKey}. Changing any of them replaces the key, the old one first. */
export interface IdpKeyArgs extends Placed {
  /** Id of the {@link Application}. */
  applicationId: pulumi.Input<string>;
  /** Name of the identity provider (key manager). */
  identityProvider: pulumi.Input<string>;
  /** Client id at the identity provider: the Application (client) ID in Azure. Usable in one application only. */
  consumerKey: pulumi.Input<string>;
  keyType: pulumi.Input<"PRODUCTION" | "SANDBOX">;
}

/**
 * The client id of an external identity provider, mapped to an application (step 4.2). No secret goes to Choreo.
 *
 * The id is the key mapping's.
 *
 * @example
 * new IdpKey("storefront", {
 *   applicationId: application.id,
 *   identityProvider: "AzureAD",
 *   consumerKey: client.clientId,
 *   keyType: "PRODUCTION",
 * }, { deletedWith: application });
 */
export class IdpKey extends pulumi.CustomResource {
  declare readonly applicationId: pulumi.Output<string>;
  declare readonly identityProvider: pulumi.Output<string>;
  declare readonly consumerKey: pulumi.Output<string>;
  declare readonly keyType: pulumi.Output<"PRODUCTION" | "SANDBOX">;

  constructor(name: string, args: IdpKeyArgs, opts?: pulumi.CustomResourceOptions) {
    super(...choreoResource("IdpKey", name, { ...args, claimant: claimant(name) }, opts));
  }
}
