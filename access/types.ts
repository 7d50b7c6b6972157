/**
 * Who may do what: version 2 of the access model. Plain data, nothing secret in it, lists sorted, so that two models differ only
 * where the access does. docs/access-model.md says what it holds and what it cannot know.
 */
export interface AccessModel {
  version: 2;
  environment: string;
  /** Who stands behind the object ids that are named below. Names are for people; what is compared is the ids. */
  principals: Record<ObjectId, Principal>;
  /** By settings key. */
  apis: Record<string, ApiAccess>;
  /** By settings key. */
  clients: Record<string, ClientAccess>;
  /** Resources that give access to something of which nothing else is known here. Left out where there are none. */
  unplaced?: string[];
  /** By API (its key, or the one that it had) and gateway environment: what runs where the stack leaves. Left out where it leaves nothing. */
  left?: Record<string, Record<string, LeftEnvironment>>;
  /** By API: what its gateways have, where that is not what the resources say. Left out where it is, or was not looked up. */
  deployed?: Record<string, DeployedOperations>;
}

/** What runs at gateways. */
export type Running = Pick<ApiAccess, "operations" | "keyTypes">;

/** What an API's gateways let through before a run: where environments differ, the widest. */
export interface DeployedOperations extends Running {
  /** By environment, where they differ. */
  at?: Record<string, Running>;
  /** The run deploys no revision: they have it afterwards too. */
  stays?: true;
}

/** A gateway environment that a stack no longer claims of an API. */
export interface LeftEnvironment {
  /** The revision from before the first stack; one of stacks; one that somebody else has deployed since; none; it could not be looked up. */
  runs: "before" | "kept" | "byHand" | "nothing" | "unknown";
  /** What that lets through; left out where it could not be looked up. */
  operations?: Running["operations"];
  keyTypes?: Running["keyTypes"];
}

/** Object id in the directory. */
export type ObjectId = string;

/** An operation as people write it: verb and target, `"POST /books"`. */
export type OperationName = string;

export interface Principal {
  kind: "user" | "group" | "application" | "deployer" | "unknown";
  /** User principal name, display name. */
  name: string;
}

/** An API of Choreo with the registration that stands for it in Entra ID. */
export interface ApiAccess {
  /** Name, version and id in Choreo. */
  name: string;
  apiVersion: string;
  apiId?: string;
  /** By the permission's bare name. */
  permissions: Record<string, Permission>;
  operations: Record<OperationName, Operation>;
  /** Gateway environments that it is deployed to; left out where they are not known yet. */
  environments?: string[];
  /** Types of the keys that it has an endpoint for. Left out where that is the usual: `PRODUCTION` alone. */
  keyTypes?: KeyType[];
  /** Whether only who is assigned gets a token for it; otherwise everyone in the tenant does. */
  assignmentRequired: boolean;
  /** All who may sign in for it: users, groups, applications; those with an app role as well. */
  assigned: ObjectId[];
  /** By app role that is switched on: who has it. Left out where there are none. */
  roles?: Record<string, ObjectId[]>;
  /** By client: the permissions for which nobody has to consent. Left out where there are none. */
  preAuthorized?: Record<string, string[]>;
  /** Owners of the registration or of its service principal. */
  owners: ObjectId[];
}

export type KeyType = "PRODUCTION" | "SANDBOX";

export interface Permission {
  /** Value of the scope in Entra ID, and so in tokens: the permission's fully qualified name. */
  scope: string;
  /** Who may consent: each person for themselves, or administrators only. */
  consent: "users" | "admins";
  /** A scope that is switched off is in no token. */
  enabled: boolean;
}

export interface Operation {
  /** Permissions any one of which opens it. None: every token of a subscribed client does, whoever it was issued for. */
  permissions: string[];
  /** Of these, for an operation that the settings list: what somebody else has attached, by hand or in another stack. Left out where nobody has. */
  others?: string[];
  /** The gateway asks for no token at all (`authType: None`): open to anyone. */
  anonymous?: true;
  /** The settings do not list it; this is how it was found in Choreo. */
  unlisted?: true;
}

/** A registration in Entra ID with the application in Choreo that its client id is mapped to. */
export interface ClientAccess {
  redirectUris: string[];
  /** By API: the permissions that the registration lists. It gives nothing by itself: a client may ask for any. */
  declared: Record<string, string[]>;
  /** By API: the permissions granted for everybody in the tenant. */
  granted: Record<string, string[]>;
  /** By API and person: the permissions granted for this person alone. Left out where there are none. */
  grantedFor?: Record<string, Record<ObjectId, string[]>>;
  /** APIs that its tokens are let through to, if they have an endpoint for its type of key: its client id is a key of an application that is subscribed to them. */
  subscribed: string[];
  /** The client whose application its client id is a key of, where that is another one. */
  applicationOf?: string;
  /** Types of the keys that its client id is. Left out where that is the usual: `PRODUCTION` alone. */
  keyTypes?: KeyType[];
  owners: ObjectId[];
  secret: { rotation: number | string; expires: string };
}

/** What resources cannot tell: an earlier model, or one made from settings and look-ups alone. */
export type Legend = Pick<AccessModel, "environment" | "principals" | "left" | "deployed"> & {
  apis: Record<
    string,
    Pick<ApiAccess, "name" | "apiVersion" | "apiId" | "permissions" | "operations" | "keyTypes">
  >;
  clients: Record<string, Pick<ClientAccess, "applicationOf" | "declared" | "secret">>;
};
