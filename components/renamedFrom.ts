import type * as pulumi from "@pulumi/pulumi";

/**
 * The option that lets a resource of the state go on under a new name.
 *
 * Of a component, the engine applies it to everything in it whose name begins with the component's; a child needs one of its own only
 * for what else is in its name.
 *
 * @param names full names that it had earlier
 */
export function renamedFrom(names: readonly string[] | undefined): Pick<pulumi.ResourceOptions, "aliases"> {
  return names?.length ? { aliases: [...new Set(names)].map((name) => ({ name })) } : {};
}
