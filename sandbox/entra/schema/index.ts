import { applicationSchema } from "./application.ts";
import { appRoleAssignmentSchema, federatedCredentialSchema, permissionGrantSchema } from "./links.ts";
import { groupSchema, userSchema } from "./principals.ts";
import type { ResourceSchema } from "./resource.ts";
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

export const schemaOf = (collection: string): ResourceSchema | undefined =>
  Object.hasOwn(schemas, collection) ? schemas[collection as Collection] : undefined;
