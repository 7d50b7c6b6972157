/**
 * A control plane without resources: what reads it, its settings, its errors. For tools and settings: Pulumi's SDK, which the resources need,
 * takes half a second of processor time to load.
 */

export type { Identity } from "./auth/credential.ts";
export { ChoreoError } from "./client/errors.ts";
export { type ControlPlane, type ControlPlaneSource, controlPlane } from "./controlPlane.ts";
export { afterLeaving, type Leaving, type LeftEnvironment } from "./lookups/afterLeaving.ts";
export {
  getApplicationPolicies,
  getGatewayEnvironments,
  isScopeTaken,
  isSubscribed,
  wasDeployedByStack,
} from "./lookups/beforehand.ts";
export {
  type Api,
  fullyQualifiedName,
  getApi,
  type KeyType,
  keyTypesOf,
  securityOf,
} from "./lookups/getApi.ts";
export { type ExistingApplication, getApplication } from "./lookups/getApplication.ts";
export { type DeployedAccess, getDeployed } from "./lookups/getDeployed.ts";
export { getIdentityProvider, type IdentityProvider } from "./lookups/getIdentityProvider.ts";
export { findByIssuer, findIdentityProviderId, getDescription } from "./lookups/keyManagers.ts";
export { isOfferedInPortal } from "./lookups/portalGate.ts";
export { type MissingScopes, missingScopes, resourcesOf } from "./lookups/requiredScopes.ts";
export { providerText, type ResourceType } from "./resource/providerText.ts";
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
