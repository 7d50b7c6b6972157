import { repair } from "../../../shared/repair.ts";
import type { ApplicationKey, List } from "../choreo-objects.ts";
import { type ClientSubject, green, type Link, putRight, red, yellow } from "../link.ts";

/** Guide, step 4.2: the client id under Credentials. The gateway finds the application by it (900908). */
export const keyMappingLink: Link<ClientSubject> = {
  id: "key-mapping",
  title: "The application has the client id",
  needs: ["application", "identity-provider"],
  async check({ connection }, { devportal }) {
    const { application, identityProvider, clientId } = connection;
    const keys =
      (await devportal.get<List<ApplicationKey>>(`/applications/${application.id}/oauth-keys`))?.list ?? [];
    // Lists have the name, single objects the id.
    const ours = keys.filter(
      ({ keyManager }) => keyManager === identityProvider.name || keyManager === identityProvider.id,
    );
    const rightType = ours.find(({ keyType }) => keyType === application.keyType);
    if (rightType?.consumerKey === clientId) return green(`${application.keyType}, ${identityProvider.name}`);
    if (rightType && rightType.consumerKey === undefined)
      return yellow(
        "A key is there, but these credentials may not see its client id.",
        "Use a token with apim:prod_key_manage or apim:sand_key_manage.",
      );
    if (rightType) return red(`It has another client id: ${rightType.consumerKey}.`, putRight);
    const elsewhere = keys.find(({ consumerKey }) => consumerKey === clientId);
    if (elsewhere)
      return red(
        `The client id is under ${elsewhere.keyType}, ${elsewhere.keyManager} instead of ${application.keyType}, ${identityProvider.name}.`,
        `Remove it there under Credentials, then run ${repair}.`,
      );
    return red(`No ${application.keyType} key of ${identityProvider.name}.`, putRight);
  },
};
