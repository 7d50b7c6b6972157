import { askAdministrator, readKeyManager } from "../key-manager.ts";
import { green, type Link, red, type UseSubject, yellow } from "../link.ts";

/** learn.microsoft.com, access token claims reference: the client id is `azp` in v2 tokens and `appid` in v1 tokens. */
const consumerKeyClaims = { 1: "appid", 2: "azp" } as const;

/** The gateway reads the client id and the scopes from the claims that the identity provider names (900908, 900910). */
export const claimsLink: Link<UseSubject> = {
  id: "claims",
  title: "The identity provider names the right claims",
  needs: ["identity-provider"],
  async check({ client: { connection }, api: { api } }, world) {
    const version = api.azure.tokenVersion;
    const wanted = { consumerKeyClaim: consumerKeyClaims[version], scopesClaim: "scp" };
    const keyManager = await readKeyManager(connection.identityProvider.id, world);
    if (!keyManager)
      return yellow(
        `Not visible with these credentials. v${version} tokens need ${wanted.consumerKeyClaim} and ${wanted.scopesClaim}.`,
        askAdministrator,
      );
    const problems = [
      // Without a setting the gateway looks at azp, and at scope (not scp).
      ...wrong("consumer key claim", keyManager.consumerKeyClaim || "azp", wanted.consumerKeyClaim),
      ...wrong("scopes claim", keyManager.scopesClaim || "scope", wanted.scopesClaim),
    ];
    if (problems.length)
      return red(
        `${problems.join("; ")}.`,
        "An administrator corrects the claims of the identity provider in Choreo.",
      );
    return green(`${wanted.consumerKeyClaim}, ${wanted.scopesClaim}`);
  },
};

function wrong(what: string, actual: string, wanted: string): string[] {
  return actual === wanted ? [] : [`Its ${what} is ${actual} instead of ${wanted}`];
}
