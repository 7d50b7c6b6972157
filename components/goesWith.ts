import type * as pulumi from "@pulumi/pulumi";

/**
 * `deletedWith` for what Entra removes together with its parent, unless the parent is protected: a destroy with `--skip-preview` stops
 * at the parent, and would by then have dropped the child from the state without deleting it.
 */
export function goesWith(
  resource: pulumi.Resource,
  isProtected: boolean | undefined,
): Pick<pulumi.CustomResourceOptions, "deletedWith"> {
  return isProtected ? {} : { deletedWith: resource };
}
