import type { KeyManager, List } from "../doctor/choreo-objects.ts";
import type { Reader } from "../doctor/reader.ts";
import { CliError } from "../shared/errors.ts";
import { unknownName } from "../shared/unknownName.ts";
import type { Gaps } from "./gaps.ts";
import { portalScopes } from "./read/choreo.ts";
import type { IdentityProvider } from "./sides.ts";

/** What issues Choreo's own tokens: no client of Entra has a key of it (WSO2's developer portal tells them apart by these names). */
export const OWN = /^(Resident Key Manager|_internal_key_manager_.*|_appdev_sts_key_manager_.*)$/;

/**
 * The identity provider of this name or id; without one, the only external one that there is.
 *
 * @throws CliError (usage) if there is none, or several to choose from
 */
export async function chooseIdentityProvider(
  name: string | undefined,
  devportal: Reader,
  gaps: Gaps,
): Promise<IdentityProvider> {
  const gap = {
    what: "Choreo's identity providers",
    needs: portalScopes,
    therefore: name === undefined ? "nobody knows which one is Entra" : `"${name}" is taken for one of them`,
  };
  const answer = await gaps.unless(gap, () => devportal.get<List<KeyManager>>("/key-managers"), null);
  if (answer === null) {
    if (name !== undefined) return { id: name, name };
    throw new CliError(
      "usage",
      `These credentials may not see which identity providers there are: ${gap.needs} is missing.`,
      "Name it with --identity-provider: APIs and registrations are told without that permission.",
    );
  }
  const all = answer?.list ?? [];
  const names = all.map((each) => each.name);
  if (name !== undefined) {
    const found = all.find((each) => each.name === name || each.id === name);
    if (!found) throw unknownName("identity provider", name, names, "The organisation");
    return { id: found.id, name: found.name };
  }
  const [only, another] = all.filter(({ name: each, enabled }) => !OWN.test(each) && enabled !== false);
  if (only && !another) return { id: only.id, name: only.name };
  throw new CliError(
    "usage",
    only
      ? "The organisation has several identity providers."
      : "The organisation has no external identity provider that is switched on.",
    only
      ? `Name one with --identity-provider: ${names
          .filter((each) => !OWN.test(each))
          .map((each) => `"${each}"`)
          .join(", ")}.`
      : "An administrator adds it in Choreo: Settings, Application Security, Identity Providers.",
  );
}
