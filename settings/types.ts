/**
 * The configuration of one stack after parsing: complete, normalised, without defaults left to fill in. Nothing in here needs
 * the network; what does is added by {@link ResolvedSettings}.
 */
export interface Settings {
  /** Part of every name in Azure and Choreo. */
  environment: string;
  choreo: ControlPlaneSettings;
  /** By settings key. */
  apis: Record<string, ApiSettings>;
  clients: Record<string, ClientSettings>;
  /** Refuse to delete or replace what would cut users off. */
  protect: boolean;
  /** Object id of the identity that owns the app registrations; `undefined`: whoever runs Pulumi. */
  deployer: string | undefined;
  /** What is not wrong but should be known; shown as warnings in previews. */
  notices: string[];
}

/** Where the control plane is and what the stack uses of it. */
export interface ControlPlaneSettings {
  flavour: "choreo" | "apim";
  region: "us" | "eu";
  url?: string | undefined;
  /** Handle. */
  organization?: string | undefined;
  organizationId?: string | undefined;
  tenant?: string | undefined;
  /** Name or id of the identity provider (key manager). */
  identityProvider: string;
  keyType: "PRODUCTION" | "SANDBOX";
  gatewayEnvironments?: string[] | undefined;
  publisherUrl?: string | undefined;
  devportalUrl?: string | undefined;
  tokenUrl?: string | undefined;
  dcrUrl?: string | undefined;
}

export interface ApiSettings {
  /** Name and version in Choreo. */
  name: string;
  version: string;
  /** Name of the app registration in Azure, environment included: `books (dev)`. */
  displayName: string;
  tokenVersion: 1 | 2 | undefined;
  /** By bare name, as Choreo knows it. */
  permissions: Record<string, PermissionSettings>;
  /** By `VERB /target`: the permissions any one of which opens the operation. */
  operations: Record<string, string[]>;
  /** The OpenAPI document that permissions and operations came from. */
  openapi: string | undefined;
  assigned: Principals;
  roles: Record<string, RoleSettings>;
  /** Settings keys of clients that need no consent. */
  preAuthorized: string[];
  /** User principal names. */
  owners: string[];
  adopt: boolean;
}

export interface PermissionSettings {
  displayName: string;
  description: string;
  /** Shown to a user who consents; default: the texts above. */
  userDisplayName: string;
  userDescription: string;
  /** Who may consent: users and admins, or admins only. */
  consent: "users" | "admins";
  enabled: boolean;
}

export interface RoleSettings extends Principals {
  displayName: string;
  description: string;
}

export interface Principals {
  /** User principal names. */
  users: string[];
  /** Display names. */
  groups: string[];
}

export interface ClientSettings {
  /** Name in Azure and of the application in Choreo, environment included: `storefront (dev)`. */
  displayName: string;
  /** As Azure keeps them: a bare host has its trailing slash. */
  redirectUris: string[];
  /** By settings key of the API: permissions. */
  uses: Record<string, string[]>;
  /** Settings keys of the APIs whose permissions an administrator grants for everybody. */
  adminConsent: string[];
  secret: SecretSettings;
  application: { description: string; throttlingPolicy: string };
  subscriptionPolicy: string;
  owners: string[];
  adopt: boolean;
}

export interface SecretSettings {
  /** As written: `180d` or `2027-03-31`. */
  expires: string;
  /** RFC 3339: when a secret that is made today expires. */
  endDate: string;
  /** The current secret's number; the one before it stays valid. */
  rotation: number;
  /** Days before its expiry from which on previews warn. */
  warnDays: number;
}
