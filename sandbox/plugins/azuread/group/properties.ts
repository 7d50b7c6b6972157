import {
  boolean,
  computed,
  list,
  object,
  optional,
  optionalComputed,
  type Properties,
  required,
  set,
  string,
  type Values,
} from "../../properties/types.ts";
import { texts } from "../json.ts";
import { lengthBetween, notEmpty, oneOf, uuid } from "../validate.ts";

export const groupProperties: Properties = {
  administrativeUnitIds: optional(set(string), { validate: uuid }),
  assignableToRole: optional(boolean, { replaces: true }),
  autoSubscribeNewMembers: optionalComputed(boolean),
  behaviors: optional(set(string), { replaces: true }),
  description: optional(string),
  displayName: required(string, { validate: notEmpty }),
  dynamicMembership: optional(
    object("GroupDynamicMembership", {
      enabled: required(boolean),
      rule: required(string, { validate: lengthBetween(0, 3072) }),
    }),
  ),
  externalSendersAllowed: optionalComputed(boolean),
  hideFromAddressLists: optionalComputed(boolean),
  hideFromOutlookClients: optionalComputed(boolean),
  mail: computed(string),
  mailEnabled: optional(boolean),
  mailNickname: optionalComputed(string, { replaces: true }),
  members: optionalComputed(set(string), { validate: uuid }),
  objectId: computed(string),
  onpremisesDomainName: computed(string),
  onpremisesGroupType: optionalComputed(string),
  onpremisesNetbiosName: computed(string),
  onpremisesSamAccountName: computed(string),
  onpremisesSecurityIdentifier: computed(string),
  onpremisesSyncEnabled: computed(boolean),
  owners: optionalComputed(set(string), { validate: uuid }),
  preferredLanguage: computed(string),
  preventDuplicateNames: optional(boolean, { default: false, kept: true }),
  provisioningOptions: optional(set(string), { replaces: true }),
  proxyAddresses: computed(list(string)),
  securityEnabled: optional(boolean),
  theme: optional(string),
  types: optional(set(string), { replaces: true, validate: oneOf("DynamicMembership", "Unified") }),
  visibility: optionalComputed(string, { validate: oneOf("Hiddenmembership", "Private", "Public") }),
  writebackEnabled: optional(boolean),
};

/** Mail and Microsoft 365: nothing that governs access to an API. */
const NOT_HERE = [
  "administrativeUnitIds",
  "autoSubscribeNewMembers",
  "behaviors",
  "externalSendersAllowed",
  "hideFromAddressLists",
  "hideFromOutlookClients",
  "mailEnabled",
  "onpremisesGroupType",
  "provisioningOptions",
  "theme",
  "writebackEnabled",
];

export function checkGroup(inputs: Values): string[] {
  const types = texts(inputs.types);
  const refused = NOT_HERE.filter((name) => inputs[name]);
  return [
    ...refused.map((name) => `the sandbox's stand-in for the azuread plugin has no "${name}" of a Group`),
    ...(types.includes("Unified")
      ? ["the sandbox's stand-in for the azuread plugin has no Microsoft 365 groups"]
      : []),
    ...(!inputs.securityEnabled && refused.length === 0
      ? ['"security_enabled": one of `mail_enabled,security_enabled` must be specified']
      : []),
    ...(types.includes("DynamicMembership") && !inputs.dynamicMembership
      ? ['`dynamic_membership` must be specified when `types` contains "DynamicMembership"']
      : []),
    ...(inputs.dynamicMembership && inputs.members ? ['"dynamic_membership": conflicts with members'] : []),
  ];
}
