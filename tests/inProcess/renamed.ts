import { entra as seed } from "../../sandbox/seed.ts";
import { guideStack, plain } from "../engine/guideStack.ts";

const { ada } = seed.users;
const { librarians } = seed.groups;

export interface Names {
  api?: object;
  apiKey?: string;
  client?: object;
  clientKey?: string;
  user?: string;
  group?: string;
  permission?: string;
  permissions?: object;
  roles?: object;
}

/** The guide's API with roles, a pre-authorised client and an administrator's consent, so that all kinds of resources are there. */
export function settings({
  api,
  apiKey = "books",
  client,
  clientKey = "storefront",
  user = ada.userPrincipalName,
  group = librarians.displayName,
  permission = "books_add",
  permissions = { [permission]: {}, books_read: { consent: "users" } },
  roles = { reader: { users: [user] } },
}: Names = {}) {
  const { "choreo-azuread:apis": apis, "choreo-azuread:clients": clients, ...rest } = plain(guideStack());
  const { books } = apis as Record<string, object>;
  const { storefront } = clients as Record<string, object>;
  const operations = { "POST /books": [permission], "GET /books": ["books_read"] };
  const orders = {
    version: "1.0.0",
    permissions: { orders_read: {} },
    operations: { "GET /orders": ["orders_read"] },
    assigned: { users: [user], groups: [group] },
  };
  const { assigned: _, ...withoutAssigned } = books as { assigned: object };
  return {
    ...rest,
    "choreo-azuread:apis": {
      [apiKey]: {
        ...withoutAssigned,
        permissions,
        operations,
        roles,
        preAuthorized: [clientKey],
        ...api,
      },
      orders,
    },
    "choreo-azuread:clients": {
      [clientKey]: {
        ...storefront,
        uses: { [apiKey]: [permission, "books_read"], orders: ["orders_read"] },
        adminConsent: true,
        ...client,
      },
    },
  };
}

/** The keys change, and both say what they were. */
export const renamed: Names = {
  apiKey: "library",
  api: { formerly: "books" },
  clientKey: "shop",
  client: { formerly: "storefront" },
};
