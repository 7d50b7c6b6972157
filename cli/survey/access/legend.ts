import type { Legend } from "../../../access/index.ts";
import { newestSecret } from "../../doctor/links/anyCredential.ts";
import { bareName, type Pairs } from "../pair/index.ts";
import type { Details } from "../read/details.ts";
import { mapOperations } from "./operations.ts";

export function legendOf({ apis, clients }: Pairs, details: Details, environment: string): Legend {
  const owners = [...details.owners.values()].flatMap((some) => some ?? []);
  return {
    environment,
    principals: Object.fromEntries(
      owners.map((owner) => [
        owner.id,
        {
          kind: owner["@odata.type"] === "#microsoft.graph.user" ? "user" : "application",
          name: owner.userPrincipalName ?? owner.displayName ?? owner.id,
        },
      ]),
    ),
    apis: Object.fromEntries(
      [...apis].map(([key, { api, deployed, scopes }]) => [
        key,
        {
          name: api.name,
          apiVersion: api.version,
          apiId: api.id,
          permissions: Object.fromEntries(
            scopes
              .filter(({ isExact }) => isExact)
              .map(({ fullName, scope }) => [
                bareName({ api }, fullName),
                {
                  scope: fullName,
                  consent: scope?.type === "User" ? "users" : "admins",
                  enabled: scope?.isEnabled !== false,
                },
              ]),
          ),
          operations: mapOperations(deployed, (operation) => operation),
        },
      ]),
    ),
    clients: Object.fromEntries(
      [...clients].map(([key, { registration }]) => [
        key,
        {
          declared: {},
          secret: {
            rotation: 0,
            expires: newestSecret(registration?.application.passwordCredentials ?? [])?.endDateTime ?? "",
          },
        },
      ]),
    ),
  };
}
