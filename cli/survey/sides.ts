import type { Application, ApplicationKey, KeyManager, PublisherApi } from "../doctor/choreo-objects.ts";
import type { GraphApplication, GraphServicePrincipal, PermissionGrant } from "../doctor/graph-objects.ts";
import type { DeployedCopy } from "../doctor/links/deployed.ts";

/** What a survey reads of Choreo. */
export interface ChoreoSide {
  /** Undefined where these credentials may not see them. */
  apis: ChoreoApi[] | undefined;
  /** Those of the caller: the Developer Portal shows no others. */
  applications: PortalApplication[] | undefined;
}

export interface ChoreoApi {
  /** The working copy. */
  api: PublisherApi & { context?: string };
  deployed: DeployedCopy[];
  /** Undefined where these credentials may not see them. */
  subscriptions: ApiSubscription[] | undefined;
}

export interface ApiSubscription {
  id: string;
  applicationId: string;
  applicationName: string;
  status: string;
  /** Undefined where the service does not say it. */
  plan: string | undefined;
}

export interface PortalApplication {
  application: Application;
  keys: ApplicationKey[];
}

/** What a survey reads of Entra. */
export interface EntraSide {
  /** Undefined where these credentials may not see them. */
  registrations: Registration[] | undefined;
  /** Of the recycle bin, which keeps them for 30 days. */
  deleted: DeletedRegistration[];
  /** Undefined where these credentials may not see them. */
  grants: PermissionGrant[] | undefined;
}

/** An app registration with its service principal. */
export interface Registration {
  application: GraphApplication;
  principal: GraphServicePrincipal | undefined;
}

export interface DeletedRegistration {
  appId: string;
  displayName?: string | null;
  deletedDateTime?: string | null;
  api: GraphApplication["api"];
}

export type IdentityProvider = Pick<KeyManager, "id" | "name">;
