import { PluginError } from "../protocol/errors.ts";

const seeDocumentation = (resource: string) =>
  `Please see the resource documentation for "${resource}" for more information.`;

/** `preventDuplicateNames` found one. In the published plugin's words, so that people find them in the forums. */
export const duplicateName = (resource: string, id: string, name: string) =>
  new PluginError(
    `An existing "${resource}" with name "${name}" (ID: "${id}") was found and \`prevent_duplicate_names\` was specified. ` +
      `To be managed via Terraform, this resource needs to be imported into the State. ${seeDocumentation(resource)}`,
  );

export const alreadyExists = (resource: string, id: string) =>
  new PluginError(
    `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the ` +
      `State. ${seeDocumentation(resource)}`,
  );

/** Puts what was being done before the reason that Graph gave. */
export async function during<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PluginError
      ? new PluginError(`${what}: ${error.message}`, { cause: error })
      : error;
  }
}
