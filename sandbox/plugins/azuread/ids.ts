import { PluginError } from "../protocol/errors.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);

/** `/applications/{object id}` and the like: the published plugin's ids since version 6. */
export const resourceId = (collection: string, objectId: string): string => `/${collection}/${objectId}`;

/**
 * The object id in a resource id.
 *
 * @example `objectIdOf("applications", "/applications/5f7c…")`
 */
export function objectIdOf(collection: string, id: unknown): string {
  const [, found = "", objectId = "", ...rest] = String(id).split("/");
  if (found === collection && objectId && rest.length === 0) return objectId;
  throw new PluginError(`parsing "${id}": expected a resource ID of the form "/${collection}/{object ID}"`);
}

export const validId = (collection: string) => (id: string) => {
  try {
    const objectId = objectIdOf(collection, id);
    return isUuid(objectId) ? undefined : `"${objectId}" is not a valid UUID`;
  } catch (error) {
    return (error as Error).message;
  }
};

/** `{object id}/{kind}/{key}`: ids of things inside an object, e.g. `{application}/password/{key id}`. */
export const partId = (objectId: string, kind: string, key: string): string => `${objectId}/${kind}/${key}`;

export function parsePartId(kind: string, id: string): { objectId: string; key: string } {
  const [objectId = "", found, key = "", ...rest] = id.split("/");
  if (isUuid(objectId) && found === kind && key && rest.length === 0) return { objectId, key };
  throw new PluginError(`unable to parse ID "${id}": expected the form "{object ID}/${kind}/{ID}"`);
}

export const validPartId = (kind: string) => (id: string) => {
  try {
    parsePartId(kind, id);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};
