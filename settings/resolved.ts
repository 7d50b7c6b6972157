import type { Principal } from "../access/types.ts";
import type { Api, IdentityProvider } from "../providers/choreo/reads.ts";
import type { ApiSettings, ClientSettings, RoleSettings, Settings } from "./types.ts";

/** Settings with what Azure and Choreo say about the objects that they name. */
export interface ResolvedSettings extends Settings {
  apis: Record<string, ResolvedApi>;
  clients: Record<string, ResolvedClient>;
  /** What is not alarming: checks that this credential is not meant to make. */
  remarks: string[];
  identityProvider: IdentityProvider;
  /** What the stack makes it of; undefined where it is only looked up. */
  madeIdentityProvider: MadeIdentityProvider | undefined;
  /** By object id: who the settings name, and the owner that they need not name, the deployer. */
  principals: Record<string, Principal>;
  /** Directory (tenant) of the identity that runs Pulumi. */
  tenantId: string;
}

/** Arguments of the identity provider that a stack makes. */
export interface MadeIdentityProvider {
  name: string;
  description: string | undefined;
  wellKnownEndpoint: string;
  issuer: string;
  jwks: string;
  tokenEndpoint: string;
  authorizeEndpoint: string;
  consumerKeyClaim: string;
  environments: string[] | undefined;
  adopt: boolean;
}

export interface ResolvedApi extends Omit<ApiSettings, "roles" | "owners" | "tokenVersion"> {
  /** The API in Choreo, as it was before this run. */
  choreo: Api;
  /** By permission: its fully qualified name, the value of the scope in Azure. `otherScopes` have their values for names. */
  fullyQualifiedNames: Record<string, string>;
  /** Fits the identity provider's issuer where that is known. */
  tokenVersion: 1 | 2;
  /** Object ids of all who are assigned to the API itself. */
  principals: PrincipalIds;
  roles: Record<string, RoleSettings & { principals: PrincipalIds }>;
  /** Object ids. */
  owners: string[];
}

export interface ResolvedClient extends Omit<ClientSettings, "owners"> {
  /** Object ids. */
  owners: string[];
}

/** Object ids by user principal name and by group name. */
export interface PrincipalIds {
  users: Record<string, string>;
  groups: Record<string, string>;
}
