import type { KeyManager } from "../choreo-objects.ts";
import { findKeyManager } from "../key-manager.ts";
import { type ClientSubject, green, type Link, red } from "../link.ts";

/** Guide, prerequisites: Azure AD as an external identity provider of the organisation. */
export const identityProviderLink: Link<ClientSubject> = {
  id: "identity-provider",
  title: "Choreo has the identity provider",
  async check({ connection }, world) {
    const { name } = connection.identityProvider;
    const { found, others } = await findKeyManager(connection.identityProvider, world);
    if (!found)
      return red(
        `There is no "${name}" (there is: ${others.map((each: KeyManager) => `"${each.name}"`).join(", ") || "none"}).`,
        "An administrator adds it in Choreo: Settings, Application Security, Identity Providers.",
      );
    if (found.enabled === false)
      return red(
        `"${found.name}" is switched off: the gateway refuses its tokens (900901).`,
        "An administrator switches it on in Choreo.",
      );
    return green(`"${found.name}"`);
  },
};
