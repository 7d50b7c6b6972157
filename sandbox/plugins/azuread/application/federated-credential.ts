import { computed, list, optional, required, string, type Values } from "../../properties/types.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { objectIdOf, parsePartId, partId, resourceId, validPartId } from "../ids.ts";
import { text, texts } from "../json.ts";
import { applicationId, lengthBetween, notEmpty } from "../validate.ts";
import { during } from "../words.ts";

const KIND = "federatedIdentityCredential";

/** Trust in tokens of another issuer (GitHub Actions, …) instead of a secret. */
export const applicationFederatedIdentityCredential: Resource<Azure> = {
  properties: {
    applicationId: required(string, { replaces: true, validate: applicationId }),
    audiences: required(list(string), { validate: notEmpty }),
    credentialId: computed(string),
    description: optional(string),
    displayName: required(string, { replaces: true, validate: lengthBetween(1, 120) }),
    issuer: required(string),
    subject: required(string),
  },
  validate: ({ audiences }) =>
    Array.isArray(audiences) && audiences.length !== 1 ? ["`audiences` must have exactly one element"] : [],
  validateId: validPartId(KIND),

  async create(azure, inputs) {
    const objectId = objectIdOf("applications", inputs.applicationId);
    const added = await azure.exclusively(objectId, () =>
      during(`adding federated identity credential for application with object ID "${objectId}"`, () =>
        azure.graph.post(collection(objectId), { ...body(inputs), name: text(inputs.displayName) }),
      ),
    );
    return { id: partId(objectId, KIND, text(added.id)), outputs: outputs(objectId, added) };
  },

  async read({ graph }, id) {
    const { objectId, key } = parsePartId(KIND, id);
    const found = await graph.find(`${collection(objectId)}/${key}`);
    return found && outputs(objectId, found);
  },

  async update(azure, { id, inputs }) {
    const { objectId, key } = parsePartId(KIND, id);
    const path = `${collection(objectId)}/${key}`;
    await azure.exclusively(objectId, () => azure.graph.patch(path, body(inputs)));
    return outputs(objectId, await azure.graph.get(path));
  },

  async delete(azure, id) {
    const { objectId, key } = parsePartId(KIND, id);
    await azure.exclusively(objectId, () =>
      during(`removing federated identity credential "${key}"`, () =>
        azure.graph.delete(`${collection(objectId)}/${key}`),
      ),
    );
  },
};

const collection = (objectId: string) => `/v1.0/applications/${objectId}/federatedIdentityCredentials`;

const body = (inputs: Values): Values => ({
  audiences: texts(inputs.audiences),
  description: text(inputs.description),
  issuer: text(inputs.issuer),
  subject: text(inputs.subject),
});

const outputs = (objectId: string, credential: Values): Values => ({
  applicationId: resourceId("applications", objectId),
  audiences: texts(credential.audiences),
  credentialId: text(credential.id),
  description: text(credential.description),
  displayName: text(credential.name),
  issuer: text(credential.issuer),
  subject: text(credential.subject),
});
