import { expect } from "@jest/globals";
import type { Api, IdentityProvider } from "../../providers/choreo/index.ts";
import { type Lookups, resolveSettings, SettingsError } from "../../settings/index.ts";
import { parseWithDocuments } from "./fixture.ts";

export const books: Api = {
  apiId: "books-id",
  name: "books",
  version: "1.0.0",
  context: "/books",
  scopePrefix: "urn:taylordean:books:",
  operations: [
    { verb: "GET", target: "/books", scopes: [], anonymous: false },
    { verb: "POST", target: "/books", scopes: [], anonymous: false },
  ],
  scopes: [],
  claims: [],
  anonymousBefore: [],
  keyManagers: ["all"],
  otherSecurity: [],
  takesTokens: true,
  lifecycleState: "CREATED",
  keyTypes: ["PRODUCTION", "SANDBOX"],
  plans: ["Unlimited"],
  invokeUrls: { Default: "https://gateway.example/books/1.0.0" },
};

export const provider: IdentityProvider = {
  id: "idp",
  name: "AzureAD",
  tokenEndpoint: "",
  enabled: true,
  tokenType: "EXTERNAL",
  issuer: "https://login.microsoftonline.com/tenant/v2.0",
  tokenVersion: 2,
};

export const people: Record<string, string> = {
  "ada@taylordean.example": "ada-id",
  "grace@taylordean.example": "grace-id",
};

export const groups: Record<string, string> = { Librarians: "librarians-id", Clerks: "clerks-id" };

export const among = (all: Record<string, string>) => async (names: string[]) => ({
  ids: Object.fromEntries(names.filter((name) => name in all).map((name) => [name, all[name] as string])),
  ambiguous: [],
});

export function world(
  changes: {
    api?: Partial<Api>;
    provider?: Partial<IdentityProvider>;
    directory?: Partial<Lookups["directory"]>;
  } = {},
): Lookups {
  return {
    api: async () => ({ ...books, ...changes.api }),
    identityProvider: async () => ({ ...provider, ...changes.provider }),
    deployed: async () => undefined,
    identityProviderId: async () => undefined,
    discovery: async () => {
      throw new Error("nobody should ask");
    },
    isOfferedInPortal: async () => ({ isOffered: true }),
    gatewayEnvironments: async () => ["Default"],
    applicationPolicies: async () => ["Unlimited"],
    wasDeployedByStack: async () => false,
    isSubscribed: async () => false,
    isScopeTaken: async () => false,
    directory: {
      isPrincipal: async () => true,
      caller: async () => ({ objectId: "caller-id", tenantId: "tenant-id" }),
      users: among(people),
      groups: among(groups),
      allUsers: async () => Object.keys(people),
      allGroups: async () => Object.keys(groups),
      ...changes.directory,
    },
  };
}

export const resolve = async (raw: unknown, lookups = world()) =>
  resolveSettings(await parseWithDocuments(raw), lookups);

export async function problems(raw: unknown, lookups = world()): Promise<string> {
  const error = await resolve(raw, lookups).then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(SettingsError);
  return (error as Error).message;
}
