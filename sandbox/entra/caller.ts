/** Who calls Graph: the token's subject and what it may do. */
export interface Caller {
  objectId: string;
  appId: string;
  /** `roles` of an app-only token, `scp` of a user's token. */
  permissions: Set<string>;
}
