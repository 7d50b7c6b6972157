import type { ControlPlaneConfig, Credentials, FlavourName } from "../settings.ts";

/** Base URLs, without a trailing slash. */
export interface Endpoints {
  /** `https://…/api/am/publisher/v2` */
  publisher: string;
  /** `https://…/api/am/devportal/v2` */
  devportal: string;
  /** `https://…/api/am/admin/v2`; only for what the other two do not tell. */
  admin: string;
  token: string;
  /** Dynamic client registration; API Manager only. */
  dcr: string;
  /** Choreo's services beside the control plane, `https://apis.choreo.dev`; empty where there are none to be asked. */
  apis: string;
}

/** What sets Choreo's control plane and stock WSO2 API Manager 4.x apart. Everything else is shared. */
export interface Flavour {
  readonly name: FlavourName;
  /** As people call it, for messages. */
  readonly title: string;
  endpoints(config: ControlPlaneConfig): Endpoints;
  /** Sent with every call. */
  query(config: ControlPlaneConfig): Record<string, string>;
  headers(config: ControlPlaneConfig): Record<string, string>;
  /** Form fields that the token endpoint wants besides those of the grant. */
  tokenFields(config: ControlPlaneConfig): Record<string, string>;
  /** OAuth scopes that a token is asked for: all that the provider's calls need. */
  readonly tokenScopes: readonly string[];
  /** Token type of a key manager for another server's tokens. */
  readonly externalTokenType: string;
  /** Whether a key manager takes client ids that were registered elsewhere. */
  mapsExternalClients(keyManager: { tokenType?: string; enableMapOAuthConsumerApps?: boolean }): boolean;
  /** Settings that are missing with these credentials, each with its configuration path. */
  missing(config: ControlPlaneConfig, credentials: Credentials): string[];
}

/** Scopes of the Publisher and Developer Portal that the provider's calls need, the same in both flavours. */
export const COMMON_SCOPES = [
  "apim:api_view",
  "apim:api_create",
  "apim:api_publish",
  "apim:api_manage",
  "apim:subscribe",
  "apim:app_manage",
  "apim:sub_manage",
] as const;

/** Fills the overrides of the configuration into the defaults of a flavour. */
export function withOverrides(defaults: Endpoints, config: ControlPlaneConfig): Endpoints {
  const endpoints = {
    ...defaults,
    publisher: config.publisherUrl ?? defaults.publisher,
    devportal: config.devportalUrl ?? defaults.devportal,
    token: config.tokenUrl ?? defaults.token,
    dcr: config.dcrUrl ?? defaults.dcr,
    // A token of one control plane is no business of another's neighbours.
    apis: config.apisUrl ?? (config.publisherUrl ? "" : defaults.apis),
  };
  // The Admin API is the Publisher's neighbour wherever that is.
  if (config.publisherUrl) endpoints.admin = config.publisherUrl.replace("/publisher/", "/admin/");
  return Object.fromEntries(
    Object.entries(endpoints).map(([name, url]) => [name, url.replace(/\/+$/, "")]),
  ) as unknown as Endpoints;
}
