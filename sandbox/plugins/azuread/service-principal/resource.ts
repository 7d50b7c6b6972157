import { randomUUID } from "node:crypto";
import type { Values } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { equals } from "../graph.ts";
import { objectIdOf, resourceId, validId } from "../ids.ts";
import { flag, objects, orNull, part, text, texts } from "../json.ts";
import { changeOwners, firstOwners, readOwners, settleOwners } from "../owners.ts";
import { tagsOf } from "../tags.ts";
import { alreadyExists, during } from "../words.ts";
import { servicePrincipalOutputs } from "./from-graph.ts";
import { servicePrincipalProperties } from "./properties.ts";

const COLLECTION = "/v1.0/servicePrincipals";

/** Graph says so for a while after the application was created. */
const applicationNotThereYet = (status: number, message: string) =>
  (status === 400 && /does not reference a valid application object/.test(message)) ||
  (status === 403 &&
    /backing application of the service principal being created must in the local tenant/.test(message));

export const servicePrincipal: Resource<Azure> = {
  properties: servicePrincipalProperties,
  meta: { schema_version: "1" },
  validateId: validId("servicePrincipals"),

  async create(azure, inputs, made) {
    const { graph } = azure;
    const [existing] = await graph.list(COLLECTION, equals("appId", inputs.clientId));
    if (existing) {
      const id = resourceId("servicePrincipals", text(existing.id));
      if (!flag(inputs.useExisting)) throw alreadyExists("azuread_service_principal", id);
      await graph.patch(`${COLLECTION}/${existing.id}`, body(inputs));
      return { id, outputs: await read(azure, text(existing.id)) };
    }
    const owners = texts(inputs.owners);
    const created = await during("creating service principal", () =>
      graph.post(
        COLLECTION,
        {
          ...body(inputs),
          appId: text(inputs.clientId),
          description: `TERRAFORM_UPDATE_${randomUUID()}`,
          "owners@odata.bind": firstOwners(azure, owners),
        },
        applicationNotThereYet,
      ),
    );
    const id = resourceId("servicePrincipals", text(created.id));
    made(id);
    const path = `${COLLECTION}/${created.id}`;
    await during("waiting for new service principal to be replicated", () =>
      graph.patch(path, { description: orNull(inputs.description) }),
    );
    await settleOwners(azure, path, owners);
    return { id, outputs: await read(azure, text(created.id)) };
  },

  async read(azure, id) {
    const objectId = objectIdOf("servicePrincipals", id);
    const found = await azure.graph.find(`${COLLECTION}/${objectId}`);
    return found && read(azure, objectId, found);
  },

  async update(azure, { id, state, inputs, changed }) {
    const objectId = objectIdOf("servicePrincipals", id);
    const path = `${COLLECTION}/${objectId}`;
    await during(`updating service principal with object ID "${objectId}"`, () =>
      azure.graph.patch(path, { id: objectId, ...body(inputs, state) }),
    );
    if (changed.has("owners")) await changeOwners(azure, path, texts(inputs.owners));
    return read(azure, objectId);
  },

  async delete({ graph }, id, state) {
    const objectId = objectIdOf("servicePrincipals", id);
    const path = `${COLLECTION}/${objectId}`;
    try {
      await graph.delete(path);
    } catch (error) {
      // One that was there before us (Microsoft Graph's own, say) may refuse, and that is all right.
      if (flag(state.useExisting)) return;
      throw new PluginError(
        `deleting service principal with object ID "${objectId}": ${(error as Error).message}`,
      );
    }
    if (!flag(state.useExisting)) {
      await graph.until("deletion of the service principal", async () => !(await graph.find(path)));
    }
  },
};

async function read(azure: Azure, objectId: string, found?: Values): Promise<Values> {
  const { graph } = azure;
  const path = `${COLLECTION}/${objectId}`;
  const principal = found ?? (await graph.get(path));
  const beta = await graph.get(`/beta/servicePrincipals/${objectId}`, { $select: "samlMetadataUrl" });
  return {
    ...servicePrincipalOutputs(principal),
    owners: await readOwners(azure, path),
    samlMetadataUrl: text(beta.samlMetadataUrl),
  };
}

const body = (inputs: Values, state?: Values): Values => ({
  "@odata.type": "#microsoft.graph.servicePrincipal",
  accountEnabled: inputs.accountEnabled !== false,
  alternativeNames: texts(inputs.alternativeNames),
  appRoleAssignmentRequired: flag(inputs.appRoleAssignmentRequired),
  description: orNull(inputs.description),
  loginUrl: orNull(inputs.loginUrl),
  notes: orNull(inputs.notes),
  notificationEmailAddresses: texts(inputs.notificationEmailAddresses),
  preferredSingleSignOnMode: orNull(inputs.preferredSingleSignOnMode),
  samlSingleSignOnSettings: { relayState: text(part(inputs.samlSingleSignOn).relayState) },
  tags: tagsOf(withFeatures(inputs), state),
});

function withFeatures(inputs: Values): Values {
  const [features] = objects(inputs.features);
  if (!features) return inputs;
  const { customSingleSignOnApp, enterpriseApplication, galleryApplication, visibleToUsers } = features;
  return {
    ...inputs,
    featureTags: [
      {
        customSingleSignOn: flag(customSingleSignOnApp),
        enterprise: flag(enterpriseApplication),
        gallery: flag(galleryApplication),
        hide: visibleToUsers === false,
      },
    ],
  };
}
