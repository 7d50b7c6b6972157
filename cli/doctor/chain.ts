import type { ApiSubject, ClientSubject, Link, UseSubject } from "./link.ts";
import { apiLink } from "./links/api.ts";
import { apiPermissionsLink } from "./links/api-permissions.ts";
import { applicationLink } from "./links/application.ts";
import { assignmentLink } from "./links/assignment.ts";
import { claimsLink } from "./links/claims.ts";
import { clientAppLink } from "./links/client-app.ts";
import { consentLink } from "./links/consent.ts";
import { deployedLink } from "./links/deployed.ts";
import { endpointLink } from "./links/endpoint.ts";
import { identityProviderLink } from "./links/identity-provider.ts";
import { issuerLink } from "./links/issuer.ts";
import { jwksLink } from "./links/jwks.ts";
import { keyManagersLink } from "./links/key-managers.ts";
import { keyMappingLink } from "./links/key-mapping.ts";
import { nothingElseOnApi, nothingElseOnClient } from "./links/nothing-else.ts";
import { openOperationsLink } from "./links/open-operations.ts";
import { publishedLink } from "./links/published.ts";
import { redirectUriLink } from "./links/redirect-uri.ts";
import { scopeNamesLink } from "./links/scope-names.ts";
import { scopesEnabledLink } from "./links/scopes-enabled.ts";
import { secretLink } from "./links/secret.ts";
import { subscriptionLink } from "./links/subscription.ts";
import { webApiLink } from "./links/web-api.ts";

/** By what the links belong to. */
export interface Chain {
  api: readonly Link<ApiSubject>[];
  client: readonly Link<ClientSubject>[];
  use: readonly Link<UseSubject>[];
}

/** The links in the order in which the guide makes them; so the first red one is usually the cause. */
export const chain: Chain = {
  api: [
    apiLink,
    deployedLink,
    openOperationsLink,
    publishedLink,
    webApiLink,
    scopeNamesLink,
    scopesEnabledLink,
    assignmentLink,
    nothingElseOnApi,
  ],
  client: [
    identityProviderLink,
    jwksLink,
    clientAppLink,
    redirectUriLink,
    secretLink,
    nothingElseOnClient,
    applicationLink,
    keyMappingLink,
  ],
  use: [
    issuerLink,
    claimsLink,
    keyManagersLink,
    apiPermissionsLink,
    consentLink,
    subscriptionLink,
    endpointLink,
  ],
};
