import { applicationProblems } from "./applications.ts";
import { formerlyProblems } from "./formerlyProblems.ts";
import type { Problem } from "./problems.ts";
import { sameResourceName } from "./resourceNames.ts";
import { applicationNameProblem } from "./rules/applicationName.ts";
import { sameApi, sameApplicationName, sameDisplayName, sameIdentifierUri, sameScope } from "./sameNames.ts";
import type { Settings } from "./types.ts";
import {
  unknownAppRoles,
  unknownConsents,
  unknownPlans,
  unknownPreAuthorized,
  unknownUses,
} from "./unknownNames.ts";

/** Of an application's `displayName` in Graph, in characters. */
const LONGEST_NAME = 120;

/**
 * What only shows when the parts of the configuration are seen together.
 *
 * @param keys those written, malformed entries included
 * @param isBroken whether an API has problems of its own, which say why a permission is not there
 */
export function checkAcross(
  settings: Settings,
  keys: { apis: string[]; clients: string[] },
  isBroken: (api: string) => boolean,
): Problem[] {
  return [
    ...unknownUses(settings, keys.apis, isBroken),
    ...unknownConsents(settings),
    ...unknownPlans(settings),
    ...unknownAppRoles(settings),
    ...unknownPreAuthorized(settings, keys.clients),
    ...sameApi(settings),
    ...longDisplayName(settings),
    ...sameDisplayName(settings),
    ...sameIdentifierUri(settings),
    ...sameApplicationName(settings),
    ...applicationProblems(settings.clients, keys.clients),
    ...sameResourceName(settings),
    ...badApplicationName(settings),
    ...formerlyProblems(settings, keys),
    ...sameScope(settings),
  ];
}

/** What is no mistake for sure, and yet not what anybody wants for long. */
export function noticesAcross({ apis, clients }: Settings): string[] {
  return Object.entries(clients).flatMap(([key, { uses }]) => {
    if (Object.keys(uses).length === 0)
      return [`clients.${key} uses no API: nobody gets a token for any API through it`];
    return Object.entries(uses).flatMap(([api, permissions]) =>
      permissions
        .filter(
          (permission) =>
            Object.hasOwn(apis, api) &&
            { ...apis[api]?.permissions, ...apis[api]?.otherScopes }[permission]?.enabled === false,
        )
        .map(
          (permission) =>
            `clients.${key} uses ${permission} of ${api}, which is switched off (enabled: false): no token carries it`,
        ),
    );
  });
}

/** With the environment in it, as Entra gets it. */
function longDisplayName({ apis, clients }: Settings): Problem[] {
  return Object.entries({ apis, clients }).flatMap(([section, entries]) =>
    Object.entries<{ displayName: string }>(entries)
      .filter(([, { displayName }]) => displayName.length > LONGEST_NAME)
      .map(([key, { displayName }]) => ({
        path: [section, key],
        message: `its name ${JSON.stringify(displayName)} in Azure has ${displayName.length} characters; Entra allows at most ${LONGEST_NAME}; give it another "displayName"`,
      })),
  );
}

/** Checked with the environment in it, as Choreo gets it. */
function badApplicationName({ choreo, clients }: Settings): Problem[] {
  return Object.entries(clients).flatMap(([key, { application, applicationName }]) => {
    const problem = applicationNameProblem(applicationName, choreo.flavour ?? "choreo");
    return problem && application.of === undefined
      ? [
          {
            path: ["clients", key],
            message: `its name ${JSON.stringify(applicationName)} ${problem}; give it another "displayName"`,
          },
        ]
      : [];
  });
}
