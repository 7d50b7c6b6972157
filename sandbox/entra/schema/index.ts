import { applicationSchema } from "./application.ts";
import { appRoleAssignmentSchema, federatedCredentialSchema, permissionGrantSchema } from "./links.ts";
import { groupSchema, userSchema } from "./principals.ts";
import { directoryObjectSchema, domainSchema, organizationSchema } from "./read.ts";
import { propertyNames, type ResourceSchema } from "./resource.ts";
import { servicePrincipalSchema } from "./service-principal.ts";

/** By the collection in which objects of the type are, as in `$metadata#<collection>`. */
export const schemas = {
  applications: applicationSchema,
  servicePrincipals: servicePrincipalSchema,
  groups: groupSchema,
  users: userSchema,
  appRoleAssignments: appRoleAssignmentSchema,
  oauth2PermissionGrants: permissionGrantSchema,
  federatedIdentityCredentials: federatedCredentialSchema,
} satisfies Record<string, ResourceSchema>;

export type Collection = keyof typeof schemas;

const readSchemas: Readonly<Record<string, ResourceSchema>> = {
  domains: domainSchema,
  organization: organizationSchema,
  directoryObjects: directoryObjectSchema,
};

export const schemaOf = (collection: string): ResourceSchema | undefined =>
  Object.hasOwn(schemas, collection) ? schemas[collection as Collection] : readSchemas[collection];

/** The names that `$select` and `$filter` take. Of owners and members those of the types that one of them may have, too. */
export function namesIn(collection: string, version: string): Set<string> | undefined {
  const schema = schemaOf(collection);
  if (!schema) return undefined;
  const { applications, servicePrincipals, groups, users } = schemas;
  const derived = collection === "directoryObjects" ? [applications, servicePrincipals, groups, users] : [];
  return new Set([schema, ...derived].flatMap((each) => [...propertyNames(each, version)]));
}
