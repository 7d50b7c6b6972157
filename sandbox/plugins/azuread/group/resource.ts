import { randomBytes, randomUUID } from "node:crypto";
import { isUnknown, type Values } from "../../properties/types.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { equals, notFound } from "../graph.ts";
import { objectIdOf, resourceId, validId } from "../ids.ts";
import { flag, ids, orNull, part, text, texts } from "../json.ts";
import { changeOwners, readOwners } from "../owners.ts";
import { duplicateName, during } from "../words.ts";
import { dynamicMembership, groupOutputs } from "./from-graph.ts";
import { checkGroup, groupProperties } from "./properties.ts";

const COLLECTION = "/beta/groups";

const notReplicated = (status: number, message: string) =>
  status === 404 ||
  (status === 400 &&
    /One or more property values specified are invalid|one of its queried reference-property objects are not present/.test(
      message,
    ));

export const group: Resource<Azure> = {
  properties: groupProperties,
  validate: checkGroup,
  meta: { schema_version: "1" },
  validateId: validId("groups"),

  async plan(azure, { id, inputs, changed }) {
    if (!id || changed.has("displayName")) await refuseDuplicate(azure, inputs);
    return [];
  },

  async create(azure, inputs, made) {
    const { graph, callerId } = azure;
    await refuseDuplicate(azure, inputs);
    const owners = texts(inputs.owners);
    const created = await during("creating group", () =>
      graph.post(
        COLLECTION,
        {
          "@odata.type": "#microsoft.graph.group",
          ...groupBody(inputs),
          groupTypes: texts(inputs.types),
          isAssignableToRole: flag(inputs.assignableToRole),
          mailNickname: text(inputs.mailNickname) || anyNickname(),
          // Without configured owners the caller stays the owner.
          "owners@odata.bind": (owners.length > 0 ? owners : [callerId]).map((id) =>
            graph.reference(id, "beta"),
          ),
        },
        notReplicated,
      ),
    );
    const objectId = text(created.id);
    const path = `${COLLECTION}/${objectId}`;
    const id = resourceId("groups", objectId);
    made(id);
    await graph.patch(path, { displayName: `TERRAFORM_UPDATE_${randomUUID()}` }, notFound);
    await graph.patch(path, { displayName: text(inputs.displayName) }, notFound);
    await graph.until(
      "the new group",
      async () => (await graph.find(path))?.displayName === inputs.displayName,
    );
    for (const member of texts(inputs.members)) await addMember(azure, objectId, member);
    return { id, outputs: await read(azure, objectId) };
  },

  async read(azure, id) {
    const objectId = objectIdOf("groups", id);
    const found = await azure.graph.find(`${COLLECTION}/${objectId}`);
    return found && read(azure, objectId, found);
  },

  async update(azure, { id, inputs, changed }) {
    const objectId = objectIdOf("groups", id);
    const path = `${COLLECTION}/${objectId}`;
    await during(`updating group with object ID "${objectId}"`, () =>
      azure.graph.patch(path, { id: objectId, ...groupBody(inputs) }),
    );
    if (changed.has("members")) {
      const wanted = texts(inputs.members);
      const now = ids(await azure.graph.list(`${path}/members`));
      for (const member of now) if (!wanted.includes(member)) await removeMember(azure, objectId, member);
      for (const member of wanted) if (!now.includes(member)) await addMember(azure, objectId, member);
    }
    if (changed.has("owners")) await changeOwners(azure, path, texts(inputs.owners));
    return read(azure, objectId);
  },

  async delete({ graph }, id) {
    const objectId = objectIdOf("groups", id);
    const path = `${COLLECTION}/${objectId}`;
    await during(`deleting group with object ID "${objectId}"`, async () => {
      await graph.get(path);
      await graph.delete(path);
    });
    await graph.until("deletion of the group", async () => !(await graph.find(path)));
  },
};

export async function addMember({ graph }: Azure, groupId: string, member: string): Promise<void> {
  await during(`adding member "${member}" to group "${groupId}"`, () =>
    graph.post(
      `${COLLECTION}/${groupId}/members/$ref`,
      { "@odata.id": graph.reference(member, "beta") },
      notReplicated,
    ),
  );
}

export async function removeMember({ graph }: Azure, groupId: string, member: string): Promise<void> {
  await during(`removing member "${member}" from group "${groupId}"`, () =>
    graph.delete(`${COLLECTION}/${groupId}/members/${member}/$ref`),
  );
}

async function read(azure: Azure, objectId: string, found?: Values): Promise<Values> {
  const path = `${COLLECTION}/${objectId}`;
  const object = found ?? (await azure.graph.get(path));
  const members = ids(await azure.graph.list(`${path}/members`));
  return {
    ...groupOutputs(object, members, await readOwners(azure, path)),
    administrativeUnitIds: [],
    dynamicMembership: dynamicMembership(object),
    preventDuplicateNames: false,
  };
}

function groupBody(inputs: Values): Values {
  const { enabled, rule } = part(inputs.dynamicMembership);
  return {
    description: orNull(inputs.description),
    displayName: text(inputs.displayName),
    mailEnabled: false,
    membershipRule: orNull(rule),
    ...(rule && { membershipRuleProcessingState: enabled === false ? "Paused" : "On" }),
    securityEnabled: flag(inputs.securityEnabled),
    ...(inputs.visibility && { visibility: inputs.visibility }),
  };
}

/** As the portal makes them for security groups. */
const anyNickname = () => `${randomBytes(4).toString("hex")}-${randomBytes(1).toString("hex").charAt(0)}`;

async function refuseDuplicate(
  { graph }: Azure,
  { displayName, preventDuplicateNames }: Values,
): Promise<void> {
  if (!flag(preventDuplicateNames) || isUnknown(displayName)) return;
  const [existing] = await graph.list(COLLECTION, equals("displayName", displayName));
  if (existing) throw duplicateName("azuread_group", text(existing.id), text(displayName));
}
