import { required, string } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { equals } from "../graph.ts";
import { isUuid, objectIdOf, resourceId } from "../ids.ts";
import { ids, text } from "../json.ts";
import { addOwner } from "../owners.ts";
import { applicationId, uuid } from "../validate.ts";
import { alreadyExists, during } from "../words.ts";

export const applicationOwner: Resource<Azure> = {
  properties: {
    applicationId: required(string, { replaces: true, validate: applicationId }),
    ownerObjectId: required(string, { replaces: true, validate: uuid }),
  },
  validateId: (id) => {
    const { objectId, owner } = parse(id);
    return isUuid(objectId) && isUuid(owner) ? undefined : expectation(id);
  },

  async create(azure, inputs) {
    const objectId = objectIdOf("applications", inputs.applicationId);
    const owner = text(inputs.ownerObjectId);
    const id = `/applications/${objectId}/owners/${owner}`;
    await azure.exclusively(objectId, async () => {
      if (await owns(azure, objectId, owner)) throw alreadyExists("azuread_application_owner", id);
      await during("adding owner", () => addOwner(azure, `/v1.0/applications/${objectId}`, owner));
    });
    return { id, outputs: inputs };
  },

  async read(azure, id) {
    const { objectId, owner } = parse(id);
    return (await owns(azure, objectId, owner))
      ? { applicationId: resourceId("applications", objectId), ownerObjectId: owner }
      : undefined;
  },

  async delete({ graph, exclusively }, id) {
    const { objectId, owner } = parse(id);
    await exclusively(objectId, () =>
      during(`removing owner "${owner}"`, () =>
        graph.delete(`/v1.0/applications/${objectId}/owners/${owner}/$ref`),
      ),
    );
  },
};

async function owns({ graph }: Azure, objectId: string, owner: string): Promise<boolean> {
  if (!(await graph.find(`/v1.0/applications/${objectId}`))) return false;
  return ids(await graph.list(`/v1.0/applications/${objectId}/owners`, equals("id", owner))).includes(owner);
}

function parse(id: string): { objectId: string; owner: string } {
  const [, objectId, owner] = /^\/applications\/([^/]+)\/owners\/([^/]+)$/.exec(id) ?? [];
  if (objectId && owner) return { objectId, owner };
  throw new PluginError(expectation(id));
}

const expectation = (id: string) =>
  `parsing "${id}": expected a resource ID of the form "/applications/{object ID}/owners/{owner's object ID}"`;
