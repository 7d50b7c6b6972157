/** Object ids by the names asked for. Those that do not exist are left out; `ambiguous` are those that stand for several. */
export interface FoundNames {
  ids: Record<string, string>;
  ambiguous: string[];
}

/** What the look-ups ask of Entra ID. Names are compared without regard to case, as Entra does. */
export interface Directory {
  /** Who runs Pulumi. */
  caller(): Promise<{ objectId: string; tenantId: string }>;
  /** By user principal name; who has none of them, by e-mail address: a guest's principal name (`…#EXT#…`) is known to nobody. */
  users(names: string[]): Promise<FoundNames>;
  /** By display name or object id. */
  groups(names: string[]): Promise<FoundNames>;
  /** Whether an object id is that of a service principal or user. Fails where that may not be read. */
  isPrincipal(objectId: string): Promise<boolean>;
  /** All names, for suggestions; only asked after a failure. */
  allUsers(): Promise<string[]>;
  allGroups(): Promise<string[]>;
}
