import {
  boolean,
  computed,
  list,
  optional,
  optionalComputed,
  type Properties,
  required,
  set,
  string,
  type Values,
} from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { Resource } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { notFound } from "../graph.ts";
import { objectIdOf, resourceId, validId } from "../ids.ts";
import { flag, orNull, text, texts } from "../json.ts";
import { email, lengthBetween, notEmpty, oneOf, rfc3339, uuid } from "../validate.ts";
import { during } from "../words.ts";
import { EXTRA_FIELDS, SETTABLE, userOutputs } from "./fields.ts";

const MINOR_CONSENT = ["Granted", "Denied", "NotRequired"];

const properties: Properties = {
  aboutMe: computed(string),
  accountEnabled: optional(boolean, { default: true }),
  ageGroup: optional(string, { validate: oneOf("Adult", "Minor", "NotAdult") }),
  businessPhones: optionalComputed(list(string)),
  city: optional(string),
  companyName: optional(string),
  consentProvidedForMinor: optional(string, { validate: oneOf(...MINOR_CONSENT) }),
  costCenter: optional(string),
  country: optional(string),
  creationType: computed(string),
  department: optional(string),
  disablePasswordExpiration: optional(boolean, { default: false }),
  disableStrongPassword: optional(boolean, { default: false }),
  displayName: required(string, { validate: notEmpty }),
  division: optional(string),
  employeeHireDate: optional(string, { validate: rfc3339 }),
  employeeId: optional(string, { validate: lengthBetween(0, 16) }),
  employeeType: optional(string, { validate: lengthBetween(0, 64) }),
  externalUserState: computed(string),
  faxNumber: optional(string),
  forcePasswordChange: optional(boolean, { default: false, kept: true }),
  givenName: optional(string),
  imAddresses: computed(list(string)),
  jobTitle: optional(string),
  mail: optionalComputed(string),
  mailNickname: optionalComputed(string),
  managerId: optional(string, { validate: uuid }),
  mobilePhone: optional(string),
  objectId: computed(string),
  officeLocation: optional(string),
  onpremisesDistinguishedName: computed(string),
  onpremisesDomainName: computed(string),
  onpremisesImmutableId: optionalComputed(string),
  onpremisesSamAccountName: computed(string),
  onpremisesSecurityIdentifier: computed(string),
  onpremisesSyncEnabled: computed(boolean),
  onpremisesUserPrincipalName: computed(string),
  otherMails: optional(set(string)),
  password: optionalComputed(string, { secret: true, kept: true, validate: passwordLength }),
  postalCode: optional(string),
  preferredLanguage: optional(string),
  proxyAddresses: computed(list(string)),
  showInAddressList: optional(boolean, { default: true }),
  state: optional(string),
  streetAddress: optional(string),
  surname: optional(string),
  usageLocation: optional(string),
  userPrincipalName: required(string, { validate: email }),
  userType: computed(string),
};

export const user: Resource<Azure> = {
  properties,
  meta: { schema_version: "1" },
  validateId: validId("users"),
  validate: ({ ageGroup, consentProvidedForMinor: consent, managerId }) => [
    ...(ageGroup !== "Minor" && consent && consent !== "NotRequired"
      ? ['`consent_provided_for_minor` can only be set to "Granted" or "Denied" when `age_group` is "Minor"']
      : []),
    ...(managerId ? ['the sandbox\'s stand-in for the azuread plugin has no "managerId" of a User'] : []),
  ],

  async create(azure, inputs, made) {
    const { graph } = azure;
    if (!inputs.password)
      throw new PluginError("Could not create user: `password` is required when creating a new user");
    const upn = text(inputs.userPrincipalName);
    const mailNickname = text(inputs.mailNickname) || (upn.split("@")[0] ?? "");
    const body = { ...userBody(inputs), mailNickname, passwordProfile: passwordProfile(inputs) };
    const created = await during(`creating user "${upn}"`, () =>
      graph.post(
        "/v1.0/users",
        body,
        (status, message) =>
          status === 400 && message.includes("One or more property values specified are invalid"),
      ),
    );
    const objectId = text(created.id);
    const id = resourceId("users", objectId);
    made(id);
    await graph.patch(
      `/beta/users/${objectId}`,
      { showInAddressList: inputs.showInAddressList !== false },
      notFound,
    );
    await graph.until(`user "${upn}"`, async () => Boolean(await graph.find(`/v1.0/users/${objectId}`)));
    return { id, outputs: await read(azure, objectId) };
  },

  async read(azure, id) {
    const objectId = objectIdOf("users", id);
    const found = await azure.graph.find(`/v1.0/users/${objectId}`);
    return found && read(azure, objectId, found);
  },

  async update(azure, { id, inputs, changed }) {
    const { graph } = azure;
    const objectId = objectIdOf("users", id);
    await during(`could not update user with object ID "${objectId}"`, () =>
      graph.patch(`/v1.0/users/${objectId}`, {
        id: objectId,
        ...userBody(inputs),
        ...(changed.has("password") && inputs.password && { passwordProfile: passwordProfile(inputs) }),
      }),
    );
    if (changed.has("showInAddressList")) {
      await graph.patch(`/beta/users/${objectId}`, { showInAddressList: inputs.showInAddressList !== false });
    }
    return read(azure, objectId);
  },

  async delete({ graph }, id) {
    const objectId = objectIdOf("users", id);
    const path = `/v1.0/users/${objectId}`;
    await during(`deleting user with object ID "${objectId}"`, () => graph.delete(path));
    await graph.until("deletion of the user", async () => !(await graph.find(path)));
  },
};

async function read({ graph }: Azure, objectId: string, found?: Values): Promise<Values> {
  const path = `/v1.0/users/${objectId}`;
  const base = found ?? (await graph.get(path));
  const extra = await graph.get(path, { $select: EXTRA_FIELDS.join(",") });
  const beta = await graph.get(`/beta/users/${objectId}`, { $select: "showInAddressList" });
  const manager = await graph.find(`${path}/manager`);
  const policies = text(extra.passwordPolicies);
  return {
    ...userOutputs({ ...base, ...extra, id: objectId }),
    aboutMe: text(base.aboutMe),
    disablePasswordExpiration: policies.includes("DisablePasswordExpiration"),
    disableStrongPassword: policies.includes("DisableStrongPassword"),
    managerId: text(manager?.id),
    showInAddressList: flag(beta.showInAddressList),
  };
}

function userBody(inputs: Values): Values {
  const policies = [
    ...(inputs.disablePasswordExpiration ? ["DisablePasswordExpiration"] : []),
    ...(inputs.disableStrongPassword ? ["DisableStrongPassword"] : []),
  ];
  // What may be left to Graph is left out, else it would be cleared.
  const given = Object.entries(SETTABLE).filter(
    ([name]) => properties[name]?.presence !== "optionalComputed" || inputs[name],
  );
  return {
    "@odata.type": "#microsoft.graph.user",
    ...Object.fromEntries(given.map(([name, field]) => [field, orNull(inputs[name])])),
    accountEnabled: inputs.accountEnabled !== false,
    employeeOrgData: { costCenter: orNull(inputs.costCenter), division: orNull(inputs.division) },
    otherMails: texts(inputs.otherMails),
    passwordPolicies: orNull(policies.join(", ")),
    ...(inputs.businessPhones && { businessPhones: texts(inputs.businessPhones) }),
  };
}

const passwordProfile = (inputs: Values): Values => ({
  forceChangePasswordNextSignIn: flag(inputs.forcePasswordChange),
  password: text(inputs.password),
});

/** Says nothing of the value: it is a secret. */
function passwordLength(value: unknown): string | undefined {
  const { length } = String(value);
  return length < 1 || length > 256 ? "expected length of password to be in the range (1 - 256)" : undefined;
}
