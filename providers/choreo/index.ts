/**
 * Choreo, and stock WSO2 API Manager, as Pulumi resources: permissions of an API, its deployment and publication, applications,
 * keys of external identity providers, subscriptions. docs/choreo-provider.md is the reference.
 */

export { ChoreoError } from "./client/errors.ts";
export { type ControlPlane, type ControlPlaneSource, controlPlane } from "./controlPlane.ts";
export { type Api, fullyQualifiedName, getApi } from "./lookups/getApi.ts";
export { getIdentityProvider, type IdentityProvider } from "./lookups/getIdentityProvider.ts";
export { ApiDeployment, type ApiDeploymentArgs } from "./resources/ApiDeployment.ts";
export { ApiLifecycle, type ApiLifecycleArgs } from "./resources/ApiLifecycle.ts";
export { ApiPermissions, type ApiPermissionsArgs, type ScopeArgs } from "./resources/ApiPermissions.ts";
export { Application, type ApplicationArgs } from "./resources/Application.ts";
export { IdpKey, type IdpKeyArgs } from "./resources/IdpKey.ts";
export { Subscription, type SubscriptionArgs } from "./resources/Subscription.ts";
