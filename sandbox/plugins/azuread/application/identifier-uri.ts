import { required, string } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { isUuid, objectIdOf, resourceId } from "../ids.ts";
import { text, texts } from "../json.ts";
import { applicationId, notEmpty } from "../validate.ts";
import { alreadyExists, during } from "../words.ts";

/** One identifier URI of an application, added to and taken from the list that the application has. */
export const applicationIdentifierUri: Resource<Azure> = {
  properties: {
    applicationId: required(string, { replaces: true, validate: applicationId }),
    identifierUri: required(string, { replaces: true, validate: notEmpty }),
  },
  validateId: (id) => {
    try {
      parse(id);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  },

  async create(azure, inputs) {
    const objectId = objectIdOf("applications", inputs.applicationId);
    const uri = text(inputs.identifierUri);
    const id = `/applications/${objectId}/identifierUris/${encode(uri)}`;
    const path = `/v1.0/applications/${objectId}`;
    await azure.exclusively(objectId, async () => {
      const uris = texts(
        (await during("retrieving application", () => azure.graph.get(path))).identifierUris,
      );
      if (uris.includes(uri)) throw alreadyExists("azuread_application_identifier_uri", id);
      await during(`adding identifier URI "${uri}"`, () =>
        azure.graph.patch(path, { identifierUris: [...uris, uri] }),
      );
    });
    return { id, outputs: { applicationId: resourceId("applications", objectId), identifierUri: uri } };
  },

  async read({ graph }, id) {
    const { objectId, uri } = parse(id);
    const app = await graph.find(`/v1.0/applications/${objectId}`);
    return texts(app?.identifierUris).includes(uri)
      ? { applicationId: resourceId("applications", objectId), identifierUri: uri }
      : undefined;
  },

  async delete(azure, id) {
    const { objectId, uri } = parse(id);
    const path = `/v1.0/applications/${objectId}`;
    await azure.exclusively(objectId, async () => {
      const uris = texts(
        (await during("retrieving application", () => azure.graph.get(path))).identifierUris,
      );
      if (!uris.includes(uri))
        throw new PluginError(`identifier URI "${uri}" was not found on the application "${objectId}"`);
      await azure.graph.patch(path, { identifierUris: uris.filter((other) => other !== uri) });
    });
  },
};

/** Safe in URLs, with padding: Go's `base64.URLEncoding`. */
const encode = (uri: string) => Buffer.from(uri).toString("base64").replaceAll("+", "-").replaceAll("/", "_");

function parse(id: string): { objectId: string; uri: string } {
  const [, objectId = "", encoded = ""] = /^\/applications\/([^/]+)\/identifierUris\/(.+)$/.exec(id) ?? [];
  if (isUuid(objectId) && encoded) return { objectId, uri: Buffer.from(encoded, "base64").toString() };
  throw new PluginError(
    `parsing "${id}": expected a resource ID of the form "/applications/{object ID}/identifierUris/{base64 of the URI}"`,
  );
}
