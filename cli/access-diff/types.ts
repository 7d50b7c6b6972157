import type { AccessModel, OperationName, Principal, Way } from "../../access/index.ts";

/** One resource that the preview touches, with the names of what changes and never a value. */
export interface ResourceStep {
  op: "create" | "update" | "replace" | "delete" | "import";
  /** Type as people say it: `azuread:Application`, `choreo:ApiPermissions`. */
  type: string;
  /** Type as Pulumi says it. */
  token: string;
  name: string;
  urn: string;
  /** Names of the properties that differ, sorted; for a replacement those that force it come from the provider as well. */
  properties: string[];
}

/** A resource that stays and that Pulumi (no longer) refuses to delete. */
export interface ProtectionChange {
  type: string;
  name: string;
  on: boolean;
}

/** A client secret in the state, as far as it is not secret. */
export interface StoredSecret {
  /** Resource name. */
  name: string;
  urn: string;
  /** RFC 3339, `endDate` of the credential. */
  expires: string;
}

/** What a comparison starts from. */
export interface Comparison {
  stack: string;
  /** Undefined where nothing is deployed. */
  before: AccessModel | undefined;
  after: AccessModel;
  steps: ResourceStep[];
  /** Default none. */
  protection?: ProtectionChange[];
  /** Client secrets that exist now. */
  secrets: StoredSecret[];
  /** Only used to say which secrets expire soon. */
  now: Date;
  /** A secret that ends within this many days is mentioned. Default 30. */
  expiryDays?: number;
  /** Sentences about the comparison itself, e.g. that nothing was deployed yet. */
  notes?: string[];
}

/** `gains` or `loses`; both are from the view of the client or person. */
export type Direction = "gains" | "loses";

/** A client that can (no longer) have a permission in its tokens, and what that opens. */
export interface PermissionChange {
  direction: Direction;
  client: string;
  api: string;
  /** The one gateway environment in which that is so; undefined: wherever the stack deploys. */
  at?: string;
  /** Undefined for operations that need no permission. */
  permission: string | undefined;
  /** Empty where the permission opens no operation. */
  operations: OperationName[];
  /** How it has (had) the permission; undefined where none is needed. */
  way: Way | undefined;
  /** Whether its registration lists (listed) the permission; a client may ask for others as well. */
  declared: boolean;
}

export type Subject = { kind: Principal["kind"]; name: string } | { kind: "everyone" } | { kind: "anyone" };

/** People that can (no longer) reach operations through some client. */
export interface PeopleChange {
  direction: Direction;
  api: string;
  /** As {@link PermissionChange.at}. */
  at?: string;
  operations: OperationName[];
  subjects: Subject[];
  /** Clients through which the operations can be (could be) reached; empty where no client is needed. */
  through: string[];
  /** Only for who is let in by an administrator's consent that was given by hand: no resource says whether there is one. */
  ifAdminConsented: boolean;
  /** Groups that have the operations on the other side too: for their members nothing changes. */
  exceptMembersOf: string[];
  /** Who has consented before keeps it: Entra does not take consents back. */
  exceptWhoConsented: boolean;
}

/** People that get or no longer have an app role. */
export interface RoleChange {
  direction: Direction;
  api: string;
  role: string;
  subjects: Subject[];
}

/** Those who (no longer) own registrations. */
export interface OwnerChange {
  direction: Direction;
  subjects: Subject[];
  /** Settings keys of the APIs and clients whose registrations they are. */
  apis: string[];
  clients: string[];
}

/** A fact of the access model that changed; `subject` and the words make a sentence. */
export interface Fact {
  /** Higher is graver; decides the order. */
  weight: number;
  /** Markdown, names in code spans. */
  sentence: string;
}

/** About a client secret. */
export interface SecretFact extends Fact {
  /** The secret that stops working at once. */
  stops?: string;
}

export interface Replacement {
  type: string;
  name: string;
  properties: string[];
  consequence: string;
}

/** Everything that a reviewer wants to know; the renderers only write it down. */
export interface AccessDiff {
  version: 2;
  stack: string;
  environment: string;
  notes: string[];
  owners: OwnerChange[];
  clients: PermissionChange[];
  people: PeopleChange[];
  roles: RoleChange[];
  /** New, removed and changed scopes. */
  scopes: Fact[];
  /** Operations that open or close to everybody, assignment that is (no longer) required, app roles, consent, redirect URIs. */
  rules: Fact[];
  secrets: SecretFact[];
  replacements: Replacement[];
  steps: ResourceStep[];
}
