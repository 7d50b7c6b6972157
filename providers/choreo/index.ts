/**
 * Choreo, and stock WSO2 API Manager, as Pulumi resources: permissions of an API, its deployment and publication, applications,
 * keys of external identity providers, subscriptions. docs/choreo-provider.md is the reference.
 */

export { ApiDeployment, type ApiDeploymentArgs } from "./ApiDeployment/resource.ts";
export { ApiLifecycle, type ApiLifecycleArgs } from "./ApiLifecycle/resource.ts";
export { ApiPermissions, type ApiPermissionsArgs, type ScopeArgs } from "./ApiPermissions/resource.ts";
export { Application, type ApplicationArgs } from "./Application/resource.ts";
export {
  IdentityProvider as IdentityProviderResource,
  type IdentityProviderArgs,
} from "./IdentityProvider/resource.ts";
export { IdpKey, type IdpKeyArgs } from "./IdpKey/resource.ts";
export * from "./reads.ts";
export { Subscription, type SubscriptionArgs } from "./Subscription/resource.ts";
