import type { KeyManager, List } from "../choreo-objects.ts";
import { findKeyManager } from "../key-manager.ts";
import { type ClientSubject, type Finding, green, type Link, red, yellow } from "../link.ts";
import type { World } from "../world.ts";

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
    return (await closedGate(connection, found, world)) ?? green(`"${found.name}"`);
  },
};

/** The newest developer portal asks for those of an environment; a server that knows no gate gives all. */
async function closedGate(
  { application: { keyType } }: ClientSubject["connection"],
  { id, name }: KeyManager,
  { devportal, hasPortalGate }: World,
): Promise<Finding | undefined> {
  if (!hasPortalGate) return undefined;
  const [environment, kind] = keyType === "PRODUCTION" ? ["prod", "Production"] : ["sandbox", "Sandbox"];
  const offered = await devportal
    .get<List<KeyManager>>(`/key-managers?devPortalAppEnv=${environment}`)
    .catch((error: Error) => error);
  if (offered instanceof Error)
    return yellow(
      `"${name}" is there; whether the developer portal offers it for ${kind} could not be read (${offered.message}).`,
      `Look in the developer portal: an application's ${kind} keys show the identity providers.`,
    );
  if (offered?.list?.some((each) => each.id === id)) return undefined;
  return yellow(
    `"${name}" is there, but the developer portal does not offer it for ${kind} keys.`,
    `An administrator adds it for ${kind} in the settings of the developer portal; organisations made after 24 April 2025 begin with the built-in one alone. The provider itself is under API Management, Consumer IdPs.`,
  );
}
