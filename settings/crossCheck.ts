import { applicationProblems } from "./applications.ts";
import { isSamePermission } from "./bareNames.ts";
import { duplicates } from "./duplicates.ts";
import { formerlyProblems } from "./formerlyProblems.ts";
import { suggest } from "./nearest.ts";
import type { Problem } from "./problems.ts";
import { sameResourceName } from "./resourceNames.ts";
import { applicationNameProblem } from "./rules/applicationName.ts";
import type { Settings } from "./types.ts";

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

/** A client that uses an API or a permission which is not there. */
function unknownUses(
  { apis, clients }: Settings,
  apiKeys: string[],
  isBroken: (api: string) => boolean,
): Problem[] {
  return Object.entries(clients).flatMap(([client, { uses }]) =>
    Object.entries(uses).flatMap(([key, permissions]): Problem[] => {
      const path = ["clients", client, "uses", key];
      if (!apiKeys.includes(key))
        return [
          {
            path,
            message: `unknown API ${JSON.stringify(key)}. ${suggest(key, apiKeys, "APIs of this stack")}`,
          },
        ];
      // Which permissions there are is looked up later.
      const isChoreos = apis[key]?.permissionsFrom === "choreo";
      const known = isChoreos
        ? permissions
        : Object.keys({ ...apis[key]?.permissions, ...apis[key]?.otherScopes });
      if (known.length === 0 && isBroken(key)) return [];
      return permissions.flatMap((permission, index): Problem[] => {
        if (!known.some((name) => isSamePermission(name, permission))) {
          return [
            {
              path: [...path, index],
              message: `unknown permission ${JSON.stringify(permission)} of the API ${key}. ${suggest(permission, known, "Allowed")}`,
            },
          ];
        }
        return permissions.indexOf(permission) === index
          ? []
          : [{ path: [...path, index], message: `${JSON.stringify(permission)} is there twice` }];
      });
    }),
  );
}

function unknownConsents({ clients }: Settings): Problem[] {
  return Object.entries(clients).flatMap(([client, { adminConsent, uses }]) =>
    adminConsent
      .filter((api) => !Object.hasOwn(uses, api))
      .map((api) => ({
        path: ["clients", client, "adminConsent"],
        message: `names ${JSON.stringify(api)}, which the client does not use. ${suggest(api, Object.keys(uses), "It uses")}`,
      })),
  );
}

function unknownPlans({ clients }: Settings): Problem[] {
  return Object.entries(clients).flatMap(([client, { application, subscriptionPolicies, subscribes }]) =>
    Object.keys(subscriptionPolicies)
      .filter((api) => application.of === undefined && !subscribes.includes(api))
      .map((api) => ({
        path: ["clients", client, "subscriptionPolicies", api],
        message: `names ${JSON.stringify(api)}, which the client does not use. ${suggest(api, subscribes, "It uses")}`,
      })),
  );
}

/** App roles that a client lists as application permissions. */
function unknownAppRoles({ apis, clients }: Settings): Problem[] {
  return Object.entries(clients).flatMap(([client, { appRoles, uses }]) =>
    Object.entries(appRoles).flatMap(([api, values]): Problem[] => {
      const path = ["clients", client, "appRoles", api];
      if (!Object.hasOwn(uses, api))
        return [
          {
            path,
            message: `names ${JSON.stringify(api)}, which the client does not use. ${suggest(api, Object.keys(uses), "It uses")}`,
          },
        ];
      // One that is malformed is told as such.
      if (!Object.hasOwn(apis, api)) return [];
      const known = apis[api]?.roles ?? {};
      return values.flatMap((value, index): Problem[] => {
        const at = [...path, index];
        if (!Object.hasOwn(known, value))
          return [
            {
              path: at,
              message: `unknown role ${JSON.stringify(value)} of the API ${api}. ${suggest(value, Object.keys(known), "It has")}`,
            },
          ];
        if (!known[value]?.allowedMemberTypes.includes("Application"))
          return [
            {
              path: at,
              message: `${JSON.stringify(value)} is a role for users alone, and what a registration lists is for the application itself; give it "Application" under apis.${api}.roles.${value}.allowedMemberTypes, if that is meant`,
            },
          ];
        return values.indexOf(value) === index
          ? []
          : [{ path: at, message: `${JSON.stringify(value)} is there twice` }];
      });
    }),
  );
}

function unknownPreAuthorized({ apis, clients }: Settings, clientKeys: string[]): Problem[] {
  return Object.entries(apis).flatMap(([api, { preAuthorized }]) =>
    preAuthorized.flatMap((key, index): Problem[] => {
      const path = ["apis", api, "preAuthorized", index];
      if (!clientKeys.includes(key))
        return [
          {
            path,
            message: `unknown client ${JSON.stringify(key)}. ${suggest(key, clientKeys, "Clients of this stack")}`,
          },
        ];
      const client = Object.hasOwn(clients, key) ? clients[key] : undefined;
      return client && !Object.hasOwn(client.uses, api)
        ? [
            {
              path,
              message: `the client ${JSON.stringify(key)} does not use this API; add it to clients.${key}.uses`,
            },
          ]
        : [];
    }),
  );
}

/** Two entries for one API of Choreo would undo each other: a write replaces the whole API. Its scopes would exist twice, too. */
function sameApi({ apis }: Settings): Problem[] {
  return duplicates(Object.entries(apis), ([, { name, version }]) => `${name} ${version}`).map(
    ([[key], [first], id]) => ({
      path: ["apis", key],
      message: `is ${id}, as apis.${first} is; one API has one entry`,
    }),
  );
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

/** An identifier URI stands for one application of the tenant. */
function sameIdentifierUri({ apis }: Settings): Problem[] {
  const named = Object.entries(apis).flatMap(([key, { identifierUri }]) =>
    identifierUri === undefined ? [] : [{ key, identifierUri }],
  );
  return duplicates(named, ({ identifierUri }) => identifierUri.toLowerCase()).map(
    ([{ key, identifierUri }, first]) => ({
      path: ["apis", key, "identifierUri"],
      message: `${identifierUri} is that of apis.${first.key} too; an application has one of its own`,
    }),
  );
}

/** Entra does not mind two applications of one name, people do; and after a crash the name is what finds the first one. */
function sameDisplayName({ apis, clients }: Settings): Problem[] {
  const named = [
    ...Object.entries(apis).map(([key, api]) => ({ ...api, path: ["apis", key] })),
    ...Object.entries(clients).map(([key, client]) => ({ ...client, path: ["clients", key] })),
  ];
  return (
    duplicates(named, ({ displayName }) => displayName.toLowerCase())
      // Two that were there before have found their way to one name without this program.
      .filter(([one, first]) => !(one.imported && first.imported))
      .map(([{ path, displayName }, first]) => ({
        path,
        message: `would have the name ${JSON.stringify(displayName)} in Azure, as ${first.path.join(".")} has; give one of them another "displayName"`,
      }))
  );
}

/** Names are unique among the caller's applications. Two that have it from one registration's name are told above. */
function sameApplicationName({ clients }: Settings): Problem[] {
  const own = Object.entries(clients).filter(([, { application }]) => application.of === undefined);
  return duplicates(own, ([, { applicationName }]) => applicationName.toLowerCase())
    .filter(
      ([[, one], [, first]]) =>
        one.displayName.toLowerCase() !== first.displayName.toLowerCase() || one.imported,
    )
    .map(([[key, { applicationName }], [first]]) => ({
      path: ["clients", key],
      message: `would have the name ${JSON.stringify(applicationName)} in Choreo, as clients.${first} has; give one of them another "application.name"`,
    }));
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

/** Without a scope prefix, scopes of all APIs have to differ (900988); versions of one API may share theirs. */
function sameScope({ choreo, apis }: Settings): Problem[] {
  if (choreo.flavour !== "apim") return [];
  const scopes = Object.entries(apis).flatMap(([key, { name, permissions }]) =>
    Object.keys(permissions).map((scope) => ({ key, name, scope })),
  );
  return scopes.flatMap(({ key, name, scope }, index) => {
    const first = scopes.slice(0, index).find((other) => other.scope === scope && other.name !== name);
    return first
      ? [
          {
            path: ["apis", key, "permissions", scope],
            message: `is a permission of apis.${first.key} too; in API Manager scopes of different APIs have different names (900988)`,
          },
        ]
      : [];
  });
}
