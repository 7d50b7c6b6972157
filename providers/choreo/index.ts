/**
 * Choreo, and stock WSO2 API Manager, as Pulumi resources: permissions of an API, its deployment and publication, applications,
 * keys of external identity providers, subscriptions. docs/choreo-provider.md is the reference.
 */

export { ApiDeployment, type ApiDeploymentArgs } from "./ApiDeployment/resource.ts";
export { ApiLifecycle, type ApiLifecycleArgs } from "./ApiLifecycle/resource.ts";
export { ApiPermissions, type ApiPermissionsArgs, type ScopeArgs } from "./ApiPermissions/resource.ts";
export { Application, type ApplicationArgs } from "./Application/resource.ts";
export type { Identity } from "./auth/credential.ts";
export { ChoreoError } from "./client/errors.ts";
export { type ControlPlane, type ControlPlaneSource, controlPlane } from "./controlPlane.ts";
export {
  IdentityProvider as IdentityProviderResource,
  type IdentityProviderArgs,
} from "./IdentityProvider/resource.ts";
export { IdpKey, type IdpKeyArgs } from "./IdpKey/resource.ts";
export { afterLeaving, type Leaving, type LeftEnvironment } from "./lookups/afterLeaving.ts";
export {
  getApplicationPolicies,
  getGatewayEnvironments,
  isScopeTaken,
  isSubscribed,
  wasDeployedByStack,
} from "./lookups/beforehand.ts";
export { type Api, fullyQualifiedName, getApi, type KeyType, keyTypesOf } from "./lookups/getApi.ts";
export { type ExistingApplication, getApplication } from "./lookups/getApplication.ts";
export { type DeployedAccess, getDeployed } from "./lookups/getDeployed.ts";
export { getIdentityProvider, type IdentityProvider } from "./lookups/getIdentityProvider.ts";
export { findByIssuer, findIdentityProviderId, getDescription } from "./lookups/keyManagers.ts";
export { isOfferedInPortal } from "./lookups/portalGate.ts";
export { type MissingScopes, missingScopes, resourcesOf } from "./lookups/requiredScopes.ts";
export { providerText, type ResourceType } from "./resource/providerText.ts";
export { Subscription, type SubscriptionArgs } from "./Subscription/resource.ts";
export {
  at,
  type ControlPlaneArgs,
  type ControlPlaneConfig,
  controlPlaneProblems,
  FLAVOURS,
  REGIONS,
} from "./settings.ts";
export { missing } from "./sharing/expected.ts";
export { type Claim, claimOf, readRegister } from "./sharing/register.ts";
