import { componentTypes } from "../../../components/componentTypes.ts";
import type { Settings } from "../../../settings/index.ts";
import type { Adoption } from "../../shared/importFile.ts";
import type { PairedClient } from "../../survey/pair/index.ts";
import type { Ground } from "../ground.ts";
import type { HeldUse } from "../settings/client.ts";
import { adoptedBy, named } from "./types.ts";

/** The resources of `AzureClientApp` that there are. Its secrets are not: Entra shows them to nobody. */
export function azureClientResources(
  key: string,
  { registration }: PairedClient,
  settings: Pick<Settings["clients"][string], "adminConsent" | "uses">,
  held: readonly (HeldUse & { preAuthorized: boolean })[],
  { grants, pairs }: Ground,
): Adoption[] {
  if (!registration) return [];
  const { application, principal } = registration;
  const make = adoptedBy({ type: componentTypes.azureClientApp, name: key });
  const called = named(application);
  return [
    make("Application", key, `/applications/${application.id}`, `app registration ${called}`),
    ...(principal
      ? [
          make(
            "ServicePrincipal",
            key,
            `/servicePrincipals/${principal.id}`,
            `service principal of ${called}`,
          ),
        ]
      : []),
    ...held.flatMap(({ api, use, preAuthorized }) => {
      const web = pairs.apis.get(use.api)?.registration;
      if (!web || !Object.hasOwn(settings.uses, api)) return [];
      const grant = grants.find(
        ({ clientId, resourceId, consentType }) =>
          clientId === principal?.id && resourceId === web.principal?.id && consentType === "AllPrincipals",
      );
      return [
        ...(grant && settings.adminConsent.includes(api)
          ? [
              make(
                "ServicePrincipalDelegatedPermissionGrant",
                `${key}-${api}`,
                `/oauth2PermissionGrants/${grant.id}`,
                `administrator's consent of ${called} for ${api}`,
              ),
            ]
          : []),
        ...(preAuthorized
          ? [
              make(
                "ApplicationPreAuthorized",
                `${key}-${api}`,
                `${web.application.id}/preAuthorizedApplication/${application.appId}`,
                `pre-authorisation of ${called} for ${api}`,
              ),
            ]
          : []),
      ];
    }),
  ];
}
