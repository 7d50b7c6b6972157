import { required, string } from "../../properties/types.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { equals } from "../graph.ts";
import { parsePartId, partId, validPartId } from "../ids.ts";
import { ids, text } from "../json.ts";
import { uuid } from "../validate.ts";
import { alreadyExists, during } from "../words.ts";
import { addMember, removeMember } from "./resource.ts";

const KIND = "member";

export const groupMember: Resource<Azure> = {
  properties: {
    groupObjectId: required(string, { replaces: true, validate: uuid }),
    memberObjectId: required(string, { replaces: true, validate: uuid }),
  },
  validateId: validPartId(KIND),

  async create(azure, inputs) {
    const groupId = text(inputs.groupObjectId);
    const member = text(inputs.memberObjectId);
    const id = partId(groupId, KIND, member);
    await azure.exclusively(groupId, async () => {
      await during(`retrieving group with object ID "${groupId}"`, () =>
        azure.graph.get(`/beta/groups/${groupId}`),
      );
      const members = ids(await azure.graph.list(`/beta/groups/${groupId}/members`));
      if (members.includes(member)) throw alreadyExists("azuread_group_member", id);
      await addMember(azure, groupId, member);
    });
    return { id, outputs: inputs };
  },

  async read(azure, id) {
    const { objectId, key } = parsePartId(KIND, id);
    return (await isMember(azure, objectId, key))
      ? { groupObjectId: objectId, memberObjectId: key }
      : undefined;
  },

  async delete(azure, id) {
    const { objectId, key } = parsePartId(KIND, id);
    await azure.exclusively(objectId, () => removeMember(azure, objectId, key));
    await azure.graph.until("the member to be gone", async () => !(await isMember(azure, objectId, key)));
  },
};

async function isMember({ graph }: Azure, groupId: string, member: string): Promise<boolean> {
  if (!(await graph.find(`/beta/groups/${groupId}`))) return false;
  return ids(await graph.list(`/beta/groups/${groupId}/members`, equals("id", member))).includes(member);
}
