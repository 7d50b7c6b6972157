import type * as pulumi from "@pulumi/pulumi";
import { IdentityProviderResource } from "../providers/choreo/index.ts";
import type { ResolvedSettings } from "../settings/index.ts";

/** The identity provider that keys name: the one that was looked up, or the one that this stack makes. */
export function madeProvider({
  identityProvider: { id, name },
  madeIdentityProvider,
  protect,
}: Pick<ResolvedSettings, "identityProvider" | "madeIdentityProvider" | "protect">): {
  id: pulumi.Input<string>;
  name: pulumi.Input<string>;
} {
  if (!madeIdentityProvider) return { id, name };
  return new IdentityProviderResource("identity-provider", madeIdentityProvider, { protect });
}
