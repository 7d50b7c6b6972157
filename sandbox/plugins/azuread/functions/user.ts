import { boolean, list, string, type Values } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { PluginFunction } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { equals, type Graph } from "../graph.ts";
import { flag, text } from "../json.ts";
import { EXTRA_FIELDS, SETTABLE, userOutputs } from "../user/fields.ts";
import { allComputed, exactlyOne, selectors } from "./select.ts";

const KEYS = ["employeeId", "mail", "mailNickname", "objectId", "userPrincipalName"];

const SELECT = [
  ...new Set([
    ...EXTRA_FIELDS,
    ...Object.values(SETTABLE),
    "businessPhones",
    "creationType",
    "externalUserState",
    "id",
    "imAddresses",
    "onPremisesDistinguishedName",
    "onPremisesDomainName",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "onPremisesUserPrincipalName",
    "proxyAddresses",
    "showInAddressList",
    "userType",
  ]),
];

export const getUser: PluginFunction<Azure> = {
  inputs: selectors(string, KEYS),
  outputs: {
    ...allComputed(boolean, ["accountEnabled", "onpremisesSyncEnabled", "showInAddressList"]),
    ...allComputed(list(string), ["businessPhones", "imAddresses", "otherMails", "proxyAddresses"]),
    ...allComputed(string, [
      ...Object.keys(SETTABLE),
      "costCenter",
      "creationType",
      "division",
      "externalUserState",
      "id",
      "managerId",
      "objectId",
      "onpremisesDistinguishedName",
      "onpremisesDomainName",
      "onpremisesSamAccountName",
      "onpremisesSecurityIdentifier",
      "onpremisesUserPrincipalName",
      "userType",
    ]),
  },

  async invoke({ graph }, args) {
    const { name, value } = exactlyOne(args, KEYS);
    const id = text((await findUser(graph, name, String(value))).id);
    const user = await graph.get(`/v1.0/users/${id}`, { $select: SELECT.join(",") });
    const manager = await graph.find(`/v1.0/users/${id}/manager`);
    return {
      ...userOutputs({ ...user, id }),
      id: `/users/${id}`,
      managerId: text(manager?.id),
      showInAddressList: flag(user.showInAddressList),
    };
  },
};

/** In the published plugin's words, which the settings' messages build on. */
const WORDS: Record<string, (value: string) => string> = {
  employeeId: (value) => `user not found with employee ID: "${value}"`,
  mail: (value) => `user not found with mail: "${value}"`,
  mailNickname: (value) => `user not found with email alias: "${value}"`,
  objectId: (value) => `user not found with object ID: "${value}"`,
  userPrincipalName: (value) => `User with UPN "${value}" was not found`,
};

/** @param key one of employeeId, mail, mailNickname, objectId, userPrincipalName */
export async function findUser(graph: Graph, key: string, value: string, select?: string): Promise<Values> {
  const query: Record<string, string> = select ? { $select: select } : {};
  const found =
    key === "objectId"
      ? [await graph.find(`/v1.0/users/${value}`, query)].filter((user) => user !== undefined)
      : await graph.list("/v1.0/users", { ...equals(key, value), ...query });
  if (found.length > 1) throw new PluginError(`more than one user found with ${key} "${value}"`);
  const [user] = found;
  if (!user) throw new UserNotFound(WORDS[key]?.(value) ?? `user "${value}" was not found`);
  return user;
}

export class UserNotFound extends PluginError {
  override name = "UserNotFound";
}
