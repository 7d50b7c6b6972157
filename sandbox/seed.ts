/**
 * What stands in both emulators before the first `pulumi up`: the guide's own example, with fixed identifiers, so that a
 * transcript of today reads like one of tomorrow. The passwords and secrets open nothing but this sandbox.
 */

export const entra = {
  tenantId: "5f7c1b0e-3a55-4d0c-9b6f-6d2f4c8a1e01",
  domain: "taylordean.example",
  /** Every tenant has one besides its own. */
  initialDomain: "taylordean.onmicrosoft.com",
  /** The identity that runs `pulumi up` (`ARM_CLIENT_ID`, `ARM_CLIENT_SECRET`). */
  deployer: {
    clientId: "0d9a4a5e-6f7b-4c0a-8a51-2b1f5b7e9c02",
    clientSecret: "sandbox-deployer-secret",
    servicePrincipalId: "c1c2a3b4-5d6e-4f70-8192-a3b4c5d6e703",
  },
  /** Every person signs in with this password. */
  password: "sandbox",
  users: {
    /** Assigned to the API in person. */
    ada: {
      id: "a1000000-0000-4000-8000-000000000001",
      userPrincipalName: "ada@taylordean.example",
      displayName: "Ada Lovelace",
    },
    /** Assigned through the group Librarians. */
    grace: {
      id: "a1000000-0000-4000-8000-000000000002",
      userPrincipalName: "grace@taylordean.example",
      displayName: "Grace Hopper",
    },
    /** Not assigned to anything. */
    eve: {
      id: "a1000000-0000-4000-8000-000000000003",
      userPrincipalName: "eve@taylordean.example",
      displayName: "Eve Moneypenny",
    },
  },
  groups: {
    librarians: {
      id: "b1000000-0000-4000-8000-000000000001",
      displayName: "Librarians",
      members: ["a1000000-0000-4000-8000-000000000002"],
    },
    clerks: { id: "b1000000-0000-4000-8000-000000000002", displayName: "Clerks", members: [] as string[] },
  },
} as const;

export const choreo = {
  organization: "taylordean",
  organizationId: "0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04",
  /** OAuth client of the organisation, for the client credentials and token exchange grants. */
  client: { clientId: "sandbox-choreo-client", clientSecret: "sandbox-choreo-secret" },
  /** A personal access token, accepted as `Authorization: Bearer`. */
  personalAccessToken: "sandbox-choreo-pat",
  /** On-premises flavour: the user of dynamic client registration and the password grant. */
  admin: { username: "admin", password: "admin" },
  identityProviders: {
    /** Issuer and claims of Entra's v2 access tokens: `azp`, `scp`. */
    v2: { id: "d1000000-0000-4000-8000-000000000001", name: "AzureAD" },
    /** Issuer and claims of Entra's v1 access tokens: `appid`, `scp`. */
    v1: { id: "d1000000-0000-4000-8000-000000000002", name: "AzureAD-v1" },
    /** Exists but is switched off. */
    disabled: { id: "d1000000-0000-4000-8000-000000000003", name: "OldAzureAD" },
  },
  apis: {
    books: { id: "e1000000-0000-4000-8000-000000000001", name: "books", version: "1.0.0", context: "/books" },
    orders: {
      id: "e1000000-0000-4000-8000-000000000002",
      name: "orders",
      version: "1.0.0",
      context: "/orders",
    },
  },
  /** Gateway environment that a revision is deployed to. */
  gatewayEnvironment: "Default",
} as const;
