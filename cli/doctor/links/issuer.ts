import { difference } from "../difference.ts";
import { askAdministrator, readKeyManager } from "../key-manager.ts";
import { green, type Link, red, type UseSubject, yellow } from "../link.ts";

/** The gateway looks for the identity provider whose issuer equals the token's `iss`, to the slash (900901). */
export const issuerLink: Link<UseSubject> = {
  id: "issuer",
  title: "The identity provider's issuer is that of the API's tokens",
  needs: ["identity-provider"],
  async check({ client: { connection }, api: { api } }, world) {
    const version = api.azure.tokenVersion;
    const keyManager = await readKeyManager(connection.identityProvider.id, world);
    const { issuer } = await world.discovery(connection.tenantId, version);
    if (keyManager?.issuer === undefined)
      return yellow(
        `Not visible with these credentials. v${version} tokens need "${issuer}".`,
        askAdministrator,
      );
    const differs = difference(keyManager.issuer, issuer);
    if (!differs) return green(issuer);
    const other = await world.discovery(connection.tenantId, version === 2 ? 1 : 2);
    return red(
      `It is ${differs}.`,
      keyManager.issuer === other.issuer
        ? `Set tokenVersion: ${version === 2 ? 1 : 2} for the API, or choose an identity provider for v${version} tokens.`
        : "An administrator corrects the issuer of the identity provider in Choreo.",
    );
  },
};
