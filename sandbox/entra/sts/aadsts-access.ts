import { AadstsError } from "./aadsts.ts";

/** Errors about who may have what: scopes, resources, consent, assignment, the person at the keyboard. */

const page = { onPage: true };

export const invalidScope = (scope: string, why: string) =>
  new AadstsError(
    70011,
    "invalid_scope",
    `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid. ${why}`.trim(),
  );
export const unknownScope = (clientName: string, scope: string, resourceAppId: string) =>
  new AadstsError(
    650053,
    "invalid_client",
    `The application '${clientName}' asked for scope '${scope}' that doesn't exist on the resource '${resourceAppId}'. Contact the app vendor.`,
  );
export const severalResources = (scope: string) =>
  new AadstsError(
    28000,
    "invalid_scope",
    `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
  );
export const defaultScopeOnly = (scope: string) =>
  new AadstsError(
    1002012,
    "invalid_scope",
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  );
export const unknownResource = (resource: string, tenant: string) =>
  new AadstsError(
    500011,
    "invalid_resource",
    `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  );
export const resourceNotListed = (appId: string, name: string, resource: string) =>
  new AadstsError(
    650057,
    "invalid_client",
    `Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: ${appId}(${name}). Resource value from request: ${resource}.`,
  );
export const userNotAssigned = (upn: string, appId: string, name: string) =>
  new AadstsError(
    50105,
    "invalid_grant",
    `Your administrator has configured the application ${name} ('${appId}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '${upn}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.`,
    page,
  );
export const applicationNotAssigned = (
  client: { appId: string; displayName: string | null },
  resource: { appId: string; displayName: string | null },
) =>
  new AadstsError(
    501051,
    "invalid_grant",
    `Application '${client.appId}'(${client.displayName}) is not assigned to a role for the application '${resource.appId}'(${resource.displayName}).`,
  );
export const consentMissing = (
  appId: string,
  name: string,
  error: "invalid_grant" | "interaction_required",
) =>
  new AadstsError(
    65001,
    error,
    `The user or administrator has not consented to use the application with ID '${appId}' named '${name}'. Send an interactive authorization request for this user and resource.`,
  );
export const consentDeclined = () =>
  new AadstsError(65004, "access_denied", "User declined to consent to access the app.");
export const adminConsentRequired = (appId: string, name: string) =>
  new AadstsError(
    90094,
    "access_denied",
    `Admin consent is required for the permissions requested by this application '${appId}' (${name}).`,
    page,
  );
export const wrongPassword = () =>
  new AadstsError(
    50126,
    "invalid_grant",
    "Error validating credentials due to invalid username or password.",
  );
export const unknownUser = (upn: string, tenant: string) =>
  new AadstsError(
    50034,
    "invalid_grant",
    `The user account ${upn} does not exist in the ${tenant} directory. To sign into this application, the account must be added to the directory.`,
  );
export const userDisabled = () => new AadstsError(50057, "invalid_grant", "The user account is disabled.");
export const notSignedIn = () =>
  new AadstsError(50058, "login_required", "A silent sign-in request was sent but no user is signed in.");
export const signInCancelled = () =>
  new AadstsError(65004, "access_denied", "The user cancelled the sign-in.");
export const requestTokensMismatch = () =>
  new AadstsError(
    165000,
    "invalid_request",
    "Invalid Request: The request tokens do not match the user context. Do not copy the user context values (cookies; form fields; headers) between different requests or user sessions; always maintain the ALL of the supplied values across a complete single user flow.",
    page,
  );
