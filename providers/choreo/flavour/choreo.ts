import { COMMON_SCOPES, type Flavour, withOverrides } from "./flavour.ts";

/** Hosts of the security token service, which also serves the API Manager paths (WSO2's own CLI uses them). */
const STS = { us: "https://sts.choreo.dev", eu: "https://sts.eu.choreo.dev" } as const;
/** Choreo's other services, of which two tell what a credential is for. */
const APIS = { us: "https://apis.choreo.dev", eu: "https://apis.eu.choreo.dev" } as const;

/**
 * Choreo's control plane. It answers API Manager's REST paths in version 2, wants the organisation's id in every call (and the
 * same one in the token), prefixes scopes itself and knows key managers of the type `EXTERNAL`.
 */
export const choreo: Flavour = {
  name: "choreo",
  title: "Choreo",
  endpoints(config) {
    const region = config.region ?? "us";
    const host = STS[region];
    return withOverrides(
      {
        publisher: `${host}/api/am/publisher/v2`,
        devportal: `${host}/api/am/devportal/v2`,
        admin: `${host}/api/am/admin/v2`,
        token: `${host}/oauth2/token`,
        dcr: "",
        apis: APIS[region],
      },
      config,
    );
  },
  query: ({ organizationId }): Record<string, string> => (organizationId ? { organizationId } : {}),
  headers: () => ({}),
  tokenFields: ({ organization }): Record<string, string> =>
    organization ? { orgHandle: organization } : {},
  // Organisations with role based access to credentials ask for the last two when keys are made or listed.
  tokenScopes: [...COMMON_SCOPES, "apim:prod_key_manage", "apim:sand_key_manage"],
  externalTokenType: "EXTERNAL",
  mapsExternalClients: ({ tokenType }) => tokenType === "EXTERNAL",
  // A token, or the one to exchange, says whose it is; a client may serve any organisation.
  missing: ({ organization }, { token, subjectToken, clientId }) =>
    organization || token || subjectToken || !clientId ? [] : ["choreo.organization"],
};
