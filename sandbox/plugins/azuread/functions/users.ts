import { boolean, computed, list, object, optional, string, type Values } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { PluginFunction } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { flag, text, texts } from "../json.ts";
import { allComputed, exactlyOne, listId, selectors } from "./select.ts";
import { findUser, UserNotFound } from "./user.ts";

const KEYS: Record<string, string> = {
  employeeIds: "employeeId",
  mailNicknames: "mailNickname",
  mails: "mail",
  objectIds: "objectId",
  userPrincipalNames: "userPrincipalName",
};

const flags = { ignoreMissing: optional(boolean), returnAll: optional(boolean) };

const SELECT = [
  "accountEnabled",
  "displayName",
  "employeeId",
  "id",
  "mail",
  "mailNickname",
  "onPremisesImmutableId",
  "onPremisesSamAccountName",
  "onPremisesUserPrincipalName",
  "usageLocation",
  "userPrincipalName",
  "userType",
].join(",");

export const getUsers: PluginFunction<Azure> = {
  inputs: { ...selectors(list(string), Object.keys(KEYS)), ...flags },
  outputs: {
    ...allComputed(list(string), Object.keys(KEYS)),
    ...flags,
    id: computed(string),
    users: computed(
      list(
        object("getUsersUser", {
          accountEnabled: computed(boolean),
          ...allComputed(string, [
            "displayName",
            "employeeId",
            "mail",
            "mailNickname",
            "objectId",
            "onpremisesImmutableId",
            "onpremisesSamAccountName",
            "onpremisesUserPrincipalName",
            "usageLocation",
            "userPrincipalName",
          ]),
        }),
      ),
    ),
  },

  async invoke(azure, args) {
    const users = (await find(azure, args)).map(summary);
    if (users.length === 0) throw new PluginError("No users found");
    const all = (name: string) => users.map((user) => text(user[name])).filter(Boolean);
    return {
      id: listId("users", "/", all("userPrincipalName")),
      ignoreMissing: flag(args.ignoreMissing),
      returnAll: flag(args.returnAll),
      ...Object.fromEntries(Object.entries(KEYS).map(([plural, key]) => [plural, all(key)])),
      users,
    };
  },
};

async function find({ graph }: Azure, args: Values): Promise<Values[]> {
  const { name, value } = exactlyOne(args, [...Object.keys(KEYS), "returnAll"]);
  if (name === "returnAll") return graph.list("/v1.0/users", { $select: SELECT });
  const found: Values[] = [];
  for (const wanted of texts(value)) {
    try {
      found.push(await findUser(graph, KEYS[name] ?? name, wanted, SELECT));
    } catch (error) {
      if (!(error instanceof UserNotFound && flag(args.ignoreMissing))) throw error;
    }
  }
  return found;
}

const summary = (user: Values): Values => ({
  accountEnabled: flag(user.accountEnabled),
  displayName: text(user.displayName),
  employeeId: text(user.employeeId),
  mail: text(user.mail),
  mailNickname: text(user.mailNickname),
  objectId: text(user.id),
  onpremisesImmutableId: text(user.onPremisesImmutableId),
  onpremisesSamAccountName: text(user.onPremisesSamAccountName),
  onpremisesUserPrincipalName: text(user.onPremisesUserPrincipalName),
  usageLocation: text(user.usageLocation),
  userPrincipalName: text(user.userPrincipalName),
});
