import { securityOf } from "../../../providers/choreo/reads.ts";
import { readKeyManager } from "../key-manager.ts";
import { green, type Link, red, type UseSubject, yellow } from "../link.ts";
import { deployedCopies } from "./deployed.ts";

/**
 * The gateway takes a token only from an identity provider that the API allows, in an environment that the provider serves: else
 * 401 900901.
 */
export const keyManagersLink: Link<UseSubject> = {
  id: "key-managers",
  title: "The API takes tokens of the identity provider",
  needs: ["api", "identity-provider"],
  async check({ client: { connection }, api: { api } }, world) {
    const { id, name } = connection.identityProvider;
    const copies = await deployedCopies(api, world.publisher);
    const without = copies
      .filter(({ copy }) => !securityOf(copy ?? {}).takesTokens)
      .map(({ where }) => where);
    if (without.length)
      return red(
        `${without.join(", ")}: the API takes no tokens of OAuth 2.`,
        "In Choreo, switch OAuth 2 on for the API and deploy it.",
      );
    const closed = copies.filter(({ copy }) => !allows(copy?.keyManagers, name)).map(({ where }) => where);
    if (closed.length)
      return red(
        `${closed.join(", ")}: the API takes tokens of selected key managers only, and "${name}" is none of them (900901).`,
        "In Choreo, allow the key manager for the API and deploy it.",
      );
    const served = (await readKeyManager(id, world))?.additionalProperties?.environments?.flatMap(
      ({ apim = [] }) => apim,
    );
    const unserved =
      served && copies.flatMap(({ environments }) => environments).filter((each) => !served.includes(each));
    if (unserved?.length)
      return (unserved.length === copies.flatMap(({ environments }) => environments).length ? red : yellow)(
        `"${name}" serves ${served?.join(", ") || "no environment"}, not ${unserved.join(", ")} (900901 there).`,
        "An administrator adds the environment to the identity provider in Choreo.",
      );
    return green(name);
  },
};

function allows(keyManagers: unknown, name: string): boolean {
  return !Array.isArray(keyManagers) || keyManagers.includes("all") || keyManagers.includes(name);
}
