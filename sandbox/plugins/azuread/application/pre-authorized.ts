import { required, set, string, type Values } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { objectIdOf, parsePartId, partId, resourceId, validPartId } from "../ids.ts";
import { objects, part, text, texts } from "../json.ts";
import { applicationId, uuid } from "../validate.ts";
import { alreadyExists, during } from "../words.ts";

const KIND = "preAuthorizedApplication";

/** A client that an API trusts: users aren't asked for consent. One entry of a list that the API's application has. */
export const applicationPreAuthorized: Resource<Azure> = {
  properties: {
    applicationId: required(string, { replaces: true, validate: applicationId }),
    authorizedClientId: required(string, { replaces: true, validate: uuid }),
    permissionIds: required(set(string), { validate: uuid }),
  },
  validateId: validPartId(KIND),

  async create(azure, inputs) {
    const objectId = objectIdOf("applications", inputs.applicationId);
    const appId = text(inputs.authorizedClientId);
    const id = partId(objectId, KIND, appId);
    await change(azure, objectId, (list) => {
      if (list.some((entry) => entry.appId === appId))
        throw alreadyExists("azuread_application_pre_authorized", id);
      return [...list, { appId, delegatedPermissionIds: texts(inputs.permissionIds) }];
    });
    return { id, outputs: inputs };
  },

  async read({ graph }, id) {
    const { objectId, key } = parsePartId(KIND, id);
    const app = await graph.find(`/v1.0/applications/${objectId}`);
    const found = app && entries(app).find(({ appId }) => appId === key);
    return (
      found && {
        applicationId: resourceId("applications", objectId),
        authorizedClientId: key,
        permissionIds: texts(found.delegatedPermissionIds),
      }
    );
  },

  async update(azure, { id, inputs }) {
    const { objectId, key } = parsePartId(KIND, id);
    await change(azure, objectId, (list) => {
      if (!list.some(({ appId }) => appId === key)) {
        throw new PluginError(`could not match an existing preAuthorizedApplication for "${key}"`);
      }
      return list.map((entry) =>
        entry.appId === key ? { ...entry, delegatedPermissionIds: texts(inputs.permissionIds) } : entry,
      );
    });
    return inputs;
  },

  async delete(azure, id) {
    const { objectId, key } = parsePartId(KIND, id);
    // Gone with its application: nothing to do, as in the published plugin.
    if (!(await azure.graph.find(`/v1.0/applications/${objectId}`))) return;
    await change(azure, objectId, (list) => list.filter(({ appId }) => appId !== key));
  },
};

const entries = (app: Values): Values[] => objects(part(app.api).preAuthorizedApplications);

async function change(azure: Azure, objectId: string, next: (list: Values[]) => Values[]): Promise<void> {
  const path = `/v1.0/applications/${objectId}`;
  await azure.exclusively(objectId, async () => {
    const app = await during(`retrieving application with object ID "${objectId}"`, () =>
      azure.graph.get(path),
    );
    await azure.graph.patch(path, { api: { preAuthorizedApplications: next(entries(app)) } });
  });
}
