import type * as pulumi from "@pulumi/pulumi";

/**
 * A stack output before it is known: any part may still be an output. Parts, not the whole, so that previews show what is known
 * already, and only the secret itself is secret.
 */
export type Unresolved<T> = T extends readonly unknown[]
  ? pulumi.Input<T>
  : T extends object
    ? { [Key in keyof T]: Unresolved<T[Key]> }
    : pulumi.Input<T>;
