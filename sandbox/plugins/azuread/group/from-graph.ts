import type { Values } from "../../properties/types.ts";
import { flag, part, text, texts } from "../json.ts";

/** Graph's group in the plugin's terms, as both the resource and `getGroup` give it. */
export function groupOutputs(group: Values, members: string[], owners: string[]): Values {
  const writeback = part(group.writebackConfiguration);
  return {
    assignableToRole: flag(group.isAssignableToRole),
    autoSubscribeNewMembers: false,
    behaviors: texts(group.resourceBehaviorOptions),
    description: text(group.description),
    displayName: text(group.displayName),
    externalSendersAllowed: false,
    hideFromAddressLists: false,
    hideFromOutlookClients: false,
    mail: text(group.mail),
    mailEnabled: flag(group.mailEnabled),
    mailNickname: text(group.mailNickname),
    members,
    objectId: text(group.id),
    onpremisesDomainName: text(group.onPremisesDomainName),
    onpremisesGroupType: text(writeback.onPremisesGroupType),
    onpremisesNetbiosName: text(group.onPremisesNetBiosName),
    onpremisesSamAccountName: text(group.onPremisesSamAccountName),
    onpremisesSecurityIdentifier: text(group.onPremisesSecurityIdentifier),
    onpremisesSyncEnabled: flag(group.onPremisesSyncEnabled),
    owners,
    preferredLanguage: text(group.preferredLanguage),
    provisioningOptions: texts(group.resourceProvisioningOptions),
    proxyAddresses: texts(group.proxyAddresses),
    securityEnabled: flag(group.securityEnabled),
    theme: text(group.theme),
    types: texts(group.groupTypes),
    visibility: text(group.visibility),
    writebackEnabled: flag(writeback.isEnabled),
  };
}

export function dynamicMembership(group: Values): Values | null {
  return group.membershipRule
    ? { enabled: group.membershipRuleProcessingState !== "Paused", rule: text(group.membershipRule) }
    : null;
}
