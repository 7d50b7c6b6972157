import { isSamePermission } from "./bareNames.ts";
import { suggest } from "./nearest.ts";
import type { Problem } from "./problems.ts";
import type { Settings } from "./types.ts";

/** A client that uses an API or a permission which is not there. */
export function unknownUses(
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

export function unknownConsents({ clients }: Settings): Problem[] {
  return Object.entries(clients).flatMap(([client, { adminConsent, uses }]) =>
    adminConsent
      .filter((api) => !Object.hasOwn(uses, api))
      .map((api) => ({
        path: ["clients", client, "adminConsent"],
        message: `names ${JSON.stringify(api)}, which the client does not use. ${suggest(api, Object.keys(uses), "It uses")}`,
      })),
  );
}

export function unknownPlans({ clients }: Settings): Problem[] {
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
export function unknownAppRoles({ apis, clients }: Settings): Problem[] {
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

export function unknownPreAuthorized({ apis, clients }: Settings, clientKeys: string[]): Problem[] {
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
