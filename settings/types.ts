import type {
  ApiConfig,
  ClientConfig,
  Config,
  OtherScopeConfig,
  PermissionConfig,
  Principals,
  RoleConfig,
} from "./schema/index.ts";

export type { Principals };

/** `Config` with the keys of `Changes` as parsing leaves them. The rest is as schema.ts describes it. */
type Parsed<Config, Changes> = Omit<Config, keyof Changes> & Changes;

type Complete<T> = { [Key in keyof T]-?: NonNullable<T[Key]> };

/**
 * The configuration of one stack after parsing: complete, normalised, without defaults left to fill in. Nothing in here needs
 * the network; what does is added by {@link ResolvedSettings}.
 */
export type Settings = Parsed<
  Config,
  {
    /** By settings key. */
    apis: Record<string, ApiSettings>;
    clients: Record<string, ClientSettings>;
    deployer: string | undefined;
    /** What is not wrong but should be known; shown as warnings in previews. */
    notices: string[];
  }
>;

/** Where the control plane is and what the stack uses of it. */
export type ControlPlaneSettings = Config["choreo"];

export type ApiSettings = Parsed<
  ApiConfig,
  {
    name: string;
    /** With the environment, `books (dev)`, unless the registration was there before. */
    displayName: string;
    protect: boolean;
    tokenVersion: 1 | 2 | undefined;
    permissions: Record<string, PermissionSettings>;
    otherScopes: Record<string, Complete<OtherScopeConfig>>;
    /** What the settings themselves say of permissions that live in Choreo; undefined for others. */
    ownPermissions: ApiConfig["permissions"];
    operations: Record<string, string[]>;
    /** Its path. */
    openapi: string | undefined;
    roles: Record<string, RoleSettings>;
  }
>;

export type PermissionSettings = Complete<Omit<PermissionConfig, "inChoreo">> &
  Pick<PermissionConfig, "inChoreo">;

export type RoleSettings = Complete<RoleConfig>;

export type ClientSettings = Parsed<
  ClientConfig,
  {
    /** With the environment, `storefront (dev)`, unless the registration was there before. */
    displayName: string;
    /** Of the application in Choreo. */
    applicationName: string;
    /** Settings keys of the APIs that this entry subscribes its application to; none where the application is another client's. */
    subscribes: string[];
    protect: boolean;
    keyType: ControlPlaneSettings["keyType"];
    /** As Azure keeps them: a bare host has its trailing slash. */
    redirectUris: string[];
    adminConsent: string[];
    secret: SecretSettings | "external";
  }
>;

export type SecretSettings = Exclude<ClientConfig["secret"], string> & {
  /** RFC 3339: when a secret that is made today expires. */
  endDate: string;
};
