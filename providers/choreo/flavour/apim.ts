import { COMMON_SCOPES, type Flavour, withOverrides } from "./flavour.ts";

/**
 * Stock WSO2 API Manager 4.x: scopes go by their whole names, the tenant is the caller's own or named in a header. The paths are
 * those of 4.6; older versions need `publisherUrl` and `devportalUrl`.
 */
export const apim: Flavour = {
  name: "apim",
  title: "API Manager",
  endpoints(config) {
    const host = (config.url ?? "").replace(/\/+$/, "");
    return withOverrides(
      {
        publisher: `${host}/api/am/publisher/v4`,
        devportal: `${host}/api/am/devportal/v3`,
        admin: `${host}/api/am/admin/v4`,
        token: `${host}/oauth2/token`,
        dcr: `${host}/client-registration/v0.17/register`,
        apis: "",
      },
      config,
    );
  },
  query: () => ({}),
  headers: ({ tenant }): Record<string, string> => (tenant ? { "X-WSO2-Tenant": tenant } : {}),
  tokenFields: () => ({}),
  tokenScopes: COMMON_SCOPES,
  externalTokenType: "DIRECT",
  // Only a key manager of the type EXCHANGED refuses (901405); servers before 4.1 do not tell the type.
  mapsExternalClients: ({ tokenType, enableMapOAuthConsumerApps }) =>
    tokenType !== "EXCHANGED" && enableMapOAuthConsumerApps !== false,
  missing: ({ url, publisherUrl, devportalUrl, tokenUrl }) =>
    url || (publisherUrl && devportalUrl && tokenUrl) ? [] : ["choreo.url"],
};
