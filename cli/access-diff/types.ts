import type { AccessModel, OperationName } from "../../outputs/types.ts";

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

/** A client that can (no longer) use a permission on some operations. */
export interface PermissionChange {
  direction: Direction;
  client: string;
  api: string;
  /** Undefined for operations that need no permission. */
  permission: string | undefined;
  /** Empty where the permission opens no operation. */
  operations: OperationName[];
}

export type Subject = { kind: "user" | "group"; name: string } | { kind: "everyone" };

/** People that can (no longer) reach operations through some client. */
export interface PeopleChange {
  direction: Direction;
  api: string;
  operations: OperationName[];
  subjects: Subject[];
  /** Clients through which the operations can be (could be) reached. */
  through: string[];
}

/** People that get or no longer have an app role. */
export interface RoleChange {
  direction: Direction;
  api: string;
  role: string;
  subjects: Subject[];
}

/** A fact of the access model that changed; `subject` and the words make a sentence. */
export interface Fact {
  /** Higher is graver; decides the order. */
  weight: number;
  /** Markdown, names in code spans. */
  sentence: string;
}

export interface Replacement {
  type: string;
  name: string;
  properties: string[];
  consequence: string;
}

/** Everything that a reviewer wants to know; the renderers only write it down. */
export interface AccessDiff {
  version: 1;
  stack: string;
  environment: string;
  notes: string[];
  clients: PermissionChange[];
  people: PeopleChange[];
  roles: RoleChange[];
  /** New, removed and changed scopes. */
  scopes: Fact[];
  /** Operations that open or close to everybody, assignment that is (no longer) required, app roles, consent, redirect URIs. */
  rules: Fact[];
  secrets: Fact[];
  replacements: Replacement[];
  steps: ResourceStep[];
}
