import { mapValues } from "../../../../shared/records.ts";
import type { Value, Values } from "../../properties/types.ts";
import { flag, part, text, texts } from "../json.ts";

/** Strings that an administrator may set: name here → name in Graph. */
export const SETTABLE = {
  ageGroup: "ageGroup",
  city: "city",
  companyName: "companyName",
  consentProvidedForMinor: "consentProvidedForMinor",
  country: "country",
  department: "department",
  displayName: "displayName",
  employeeHireDate: "employeeHireDate",
  employeeId: "employeeId",
  employeeType: "employeeType",
  faxNumber: "faxNumber",
  givenName: "givenName",
  jobTitle: "jobTitle",
  mail: "mail",
  mailNickname: "mailNickname",
  mobilePhone: "mobilePhone",
  officeLocation: "officeLocation",
  onpremisesImmutableId: "onPremisesImmutableId",
  postalCode: "postalCode",
  preferredLanguage: "preferredLanguage",
  state: "state",
  streetAddress: "streetAddress",
  surname: "surname",
  usageLocation: "usageLocation",
  userPrincipalName: "userPrincipalName",
} as const;

/** Strings that only Graph sets. */
const GIVEN = {
  creationType: "creationType",
  externalUserState: "externalUserState",
  objectId: "id",
  onpremisesDistinguishedName: "onPremisesDistinguishedName",
  onpremisesDomainName: "onPremisesDomainName",
  onpremisesSamAccountName: "onPremisesSamAccountName",
  onpremisesSecurityIdentifier: "onPremisesSecurityIdentifier",
  onpremisesUserPrincipalName: "onPremisesUserPrincipalName",
  userType: "userType",
} as const;

/** What Graph leaves out of a user unless it is asked for. */
export const EXTRA_FIELDS = [
  "accountEnabled",
  "ageGroup",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "department",
  "employeeHireDate",
  "employeeId",
  "employeeOrgData",
  "employeeType",
  "faxNumber",
  "mailNickname",
  "onPremisesImmutableId",
  "otherMails",
  "passwordPolicies",
  "postalCode",
  "state",
  "streetAddress",
  "usageLocation",
];

/** Graph's user in the plugin's terms, as both the resource and `getUser` give it. */
export function userOutputs(user: Values): Values {
  const organization = part(user.employeeOrgData);
  return {
    ...strings(user, SETTABLE),
    ...strings(user, GIVEN),
    accountEnabled: flag(user.accountEnabled),
    businessPhones: texts(user.businessPhones),
    costCenter: text(organization.costCenter),
    division: text(organization.division),
    imAddresses: texts(user.imAddresses),
    onpremisesSyncEnabled: flag(user.onPremisesSyncEnabled),
    otherMails: texts(user.otherMails),
    proxyAddresses: texts(user.proxyAddresses),
  };
}

const strings = (user: Values, fields: Record<string, string>): Values =>
  mapValues(fields, (field) => text(user[field] as Value));
