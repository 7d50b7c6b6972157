import * as pulumi from "@pulumi/pulumi";
import { choreoResource } from "../resource/choreoResource.ts";
import { claimant } from "../resource/claimant.ts";
import type { Placed } from "../resource/place.ts";

/** Arguments of {@link IdentityProvider}. A change of name or tokenType replaces it, the old one first. */
export interface IdentityProviderArgs extends Placed {
  /** 1 to 100 characters. Keys go by it. */
  name: pulumi.Input<string>;
  /** At most 256 characters. Default: `Managed by Pulumi: <project>/<stack>`. */
  description?: pulumi.Input<string> | undefined;
  /** `https://login.microsoftonline.com/<tenant>/v2.0/.well-known/openid-configuration` */
  wellKnownEndpoint?: pulumi.Input<string> | undefined;
  /** `iss` of the access tokens, to the slash. Choreo takes an issuer once in an organisation. */
  issuer: pulumi.Input<string>;
  /** URL of the signing keys. */
  jwks: pulumi.Input<string>;
  tokenEndpoint: pulumi.Input<string>;
  authorizeEndpoint: pulumi.Input<string>;
  /** Claim that holds the client id: `azp` in Entra's v2 access tokens, `appid` in v1. */
  consumerKeyClaim: pulumi.Input<string>;
  /** Default: `scp`, Entra's. */
  scopesClaim?: pulumi.Input<string> | undefined;
  /** Default: `EXTERNAL` on Choreo, `DIRECT` on API Manager. `EXCHANGED` takes no client ids of other servers. */
  tokenType?: pulumi.Input<"EXTERNAL" | "DIRECT" | "EXCHANGED" | "BOTH"> | undefined;
  /** Gateway environments that it serves. Default: all. */
  environments?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Whether gateways take its tokens, of applications whose keys are mapped. Default: true. */
  enabled?: pulumi.Input<boolean> | undefined;
  /** Take over one of this name that is there already; with the stack it goes back to what it was, and stays. Default: false. */
  adopt?: pulumi.Input<boolean> | undefined;
}

/**
 * An external identity provider of the organisation (the guide's prerequisite): whose access tokens the gateways take. Needs `apim:admin`.
 * The server refuses to delete it while keys of applications use it.
 *
 * The id is the key manager's.
 *
 * @example
 * new IdentityProvider("idp", {
 *   name: "AzureAD",
 *   issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
 *   jwks: `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`,
 *   tokenEndpoint: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
 *   authorizeEndpoint: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize`,
 *   consumerKeyClaim: "azp",
 * });
 */
export class IdentityProvider extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly issuer: pulumi.Output<string>;
  declare readonly consumerKeyClaim: pulumi.Output<string>;
  declare readonly environments: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: IdentityProviderArgs, opts?: pulumi.CustomResourceOptions) {
    super(...choreoResource("IdentityProvider", name, { ...args, claimant: claimant(name) }, opts));
  }
}
