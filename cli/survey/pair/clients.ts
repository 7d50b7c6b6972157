import type { ApplicationKey } from "../../doctor/choreo-objects.ts";
import type { DeletedRegistration, IdentityProvider, PortalApplication, Registration } from "../sides.ts";

/** An application of the Developer Portal with a key of the identity provider, and the registration that has this client id. */
export interface PairedClient extends PortalApplication {
  key: ApplicationKey & { keyType: "PRODUCTION" | "SANDBOX" };
  registration: Registration | undefined;
  /** The registration, if it is in the recycle bin. */
  deleted: DeletedRegistration | undefined;
}

/** A client a key: an application may have one for production and one for the sandbox. */
export function pairClients(
  applications: readonly PortalApplication[],
  registrations: readonly Registration[],
  deleted: readonly DeletedRegistration[],
  identityProvider: IdentityProvider,
): PairedClient[] {
  const byAppId = new Map(registrations.map((each) => [each.application.appId, each]));
  const gone = new Map(deleted.map((each) => [each.appId, each]));
  return applications.flatMap((each) =>
    each.keys.filter(isOf(identityProvider)).map((key): PairedClient => {
      const clientId = key.consumerKey ?? "";
      return {
        ...each,
        key: { ...key, keyType: key.keyType === "SANDBOX" ? "SANDBOX" : "PRODUCTION" },
        registration: byAppId.get(clientId),
        deleted: gone.get(clientId),
      };
    }),
  );
}

/** Lists have the provider's name, single objects its id. */
export const isOf =
  ({ id, name }: IdentityProvider) =>
  ({ keyManager }: ApplicationKey): boolean =>
    keyManager === name || keyManager === id;
