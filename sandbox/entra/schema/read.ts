import type { DirectoryObject, Domain, Organization } from "@microsoft/microsoft-graph-types";
import type { ResourceSchema } from "./resource.ts";

/** What the emulator only shows. */
const shown = <T>(type: string, ...readOnly: (keyof T & string)[]): ResourceSchema => ({
  type,
  writable: {},
  readOnly,
});

export const domainSchema = shown<Domain>(
  "domain",
  "authenticationType",
  "availabilityStatus",
  "isAdminManaged",
  "isDefault",
  "isInitial",
  "isRoot",
  "isVerified",
  "manufacturer",
  "model",
  "passwordNotificationWindowInDays",
  "passwordValidityPeriodInDays",
  "state",
  "supportedServices",
);

export const organizationSchema = shown<Organization>(
  "organization",
  "assignedPlans",
  "businessPhones",
  "city",
  "country",
  "countryLetterCode",
  "createdDateTime",
  "defaultUsageLocation",
  "deletedDateTime",
  "displayName",
  "marketingNotificationEmails",
  "mobileDeviceManagementAuthority",
  "onPremisesLastSyncDateTime",
  "onPremisesSyncEnabled",
  "partnerTenantType",
  "postalCode",
  "preferredLanguage",
  "privacyProfile",
  "provisionedPlans",
  "securityComplianceNotificationMails",
  "securityComplianceNotificationPhones",
  "state",
  "street",
  "technicalNotificationMails",
  "tenantType",
  "verifiedDomains",
);

export const directoryObjectSchema = shown<DirectoryObject>("directoryObject", "deletedDateTime");
