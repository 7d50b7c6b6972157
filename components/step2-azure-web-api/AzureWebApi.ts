import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { mapValues } from "../../shared/records.ts";
import { asFound, MADE_ONCE } from "../asFound.ts";
import { componentTypes } from "../componentTypes.ts";
import { madeBy } from "../madeBy.ts";
import { renamedFrom } from "../renamedFrom.ts";
import { type RequiredResourceAccess, requiredResourceAccesses } from "../requiredResourceAccesses.ts";
import { type AssignedPrincipals, assign, type DepartedAssignment, keepDeparted } from "./assignments.ts";
import {
  type AppRole,
  appRoles,
  type OtherScope,
  oauth2PermissionScopes,
  type WebApiScope,
} from "./webApiScopes.ts";

/** Arguments of {@link AzureWebApi}. */
export interface AzureWebApiArgs {
  /** Name of the app registration. */
  displayName: pulumi.Input<string>;
  /**
   * By a short name (the permission's in Choreo): what the scope is. The keys name resources, so they must be known; everything
   * in them may be an output.
   */
  scopes: Record<string, pulumi.Input<WebApiScope>>;
  /** By value: scopes that are no permission in Choreo. They open nothing at its gateway. Default: none. */
  otherScopes?: Record<string, OtherScope> | undefined;
  /** Version of the access tokens; must fit the issuer of the identity provider in Choreo. Default: 2. */
  tokenVersion?: pulumi.Input<1 | 2> | undefined;
  /** Who may sign in to it, by user principal name and group name: object ids. An API with a role for them has its principals instead. */
  principals?: AssignedPrincipals | undefined;
  /** By value: app roles, each with who has it. */
  roles?: Record<string, AppRole & { principals: AssignedPrincipals }> | undefined;
  /** By a scope's short name: those that it had earlier. Its id stays the same. */
  formerScopes?: Record<string, string[]> | undefined;
  /** By object id: what `principals` called a user or group earlier. */
  formerPrincipals?: Record<string, string[]> | undefined;
  /** Assignments of the state that Entra has deleted together with their user or group. */
  departed?: DepartedAssignment[] | undefined;
  /** Names that this component had earlier. */
  formerly?: string[] | undefined;
  /** Whether only those in `principals` and `roles` may sign in to it, else everyone in the tenant. Default: true. */
  assignmentRequired?: pulumi.Input<boolean> | undefined;
  /** Default: `api://<client id>`. */
  identifierUri?: pulumi.Input<string> | undefined;
  /** By client id of a resource: what the registration lists under "API permissions". */
  requiredResourceAccess?: RequiredResourceAccess | undefined;
  /** The registration was there before: what these arguments do not say stays as it is. Default: false. */
  imported?: boolean | undefined;
  /** Object ids of the owners; the one who runs Pulumi among them, or `Application.ReadWrite.OwnedBy` does not suffice. */
  owners?: pulumi.Input<string[]> | undefined;
  /** Refuse to delete the application, its service principal and its URI, and by a destroy the assignments. Default: false. */
  protect?: boolean | undefined;
  /** Tells stacks of one name apart, in the tags of what is made. */
  stackId?: pulumi.Input<string> | undefined;
  /** Run before the application, its service principal or its identifier URI is made. */
  beforeCreate?: pulumi.ResourceHook[] | undefined;
}

/**
 * Steps 2 and 2.1 of the guide: the app registration that stands for an API of Choreo, with a scope per permission whose value is
 * the permission's fully qualified name, and the users and groups that may use it.
 *
 * @example
 * const books = new AzureWebApi("books", {
 *   displayName: "books (dev)",
 *   scopes: { books_add: { value: "urn:taylordean:books:books_add", displayName: "Add books", description: "…", consent: "admins" } },
 *   principals: { users: { "ada@taylordean.example": adaObjectId }, groups: {} },
 * });
 */
export class AzureWebApi extends pulumi.ComponentResource {
  /** Object id of the application. */
  readonly applicationObjectId: pulumi.Output<string>;
  /** Application (client) id: the audience of v2 tokens, and what a client's `requiredResourceAccess` names. */
  readonly clientId: pulumi.Output<string>;
  /** `api://<client id>`, where the arguments do not give another. */
  readonly identifierUri: pulumi.Output<string>;
  readonly servicePrincipalObjectId: pulumi.Output<string>;
  /** By the scopes' short names, by value of `otherScopes`: their ids. */
  readonly scopeIds: Record<string, pulumi.Output<string>>;
  /** Ids of the app roles, by value. */
  readonly roleIds: Record<string, pulumi.Output<string>>;
  /** The resources underneath, for `dependsOn` and what this component does not foresee. */
  readonly nodes: {
    application: azuread.Application;
    servicePrincipal: azuread.ServicePrincipal;
    identifierUri: azuread.ApplicationIdentifierUri;
  };

  constructor(name: string, args: AzureWebApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentTypes.azureWebApi, name, {}, pulumi.mergeOptions(renamedFrom(args.formerly), opts));
    const {
      scopes,
      otherScopes = {},
      roles = {},
      formerScopes = {},
      formerPrincipals = {},
      protect,
      beforeCreate = [],
    } = args;
    const mark = args.imported ? {} : madeBy(args.stackId);
    const required = requiredResourceAccesses([], args.requiredResourceAccess);
    const parent = { parent: this };
    const hooks = { beforeCreate };

    // Own ids, one resource per permission: the maps that the application gives out are unknown in the preview of any change.
    const idOf = (prefix: string, key: string, former: string[] | undefined) => {
      const earlier = former?.map((each) => prefix + each);
      return new random.RandomUuid(prefix + key, {}, { ...parent, ...renamedFrom(earlier) }).result;
    };
    const scopeIds = {
      ...mapValues(scopes, (_, scope) => idOf(`${name}-`, scope, formerScopes[scope])),
      ...mapValues(otherScopes, ({ formerly }, value) => idOf(`${name}-scope-`, value, formerly)),
    };
    const others = mapValues(otherScopes, (scope, value) => ({ ...scope, value }));
    const roleIds = mapValues(roles, ({ formerly }, role) => idOf(`${name}-role-`, role, formerly));

    const application = new azuread.Application(
      name,
      {
        displayName: args.displayName,
        ...mark,
        owners: args.owners,
        ...(args.imported ? {} : { preventDuplicateNames: true, signInAudience: "AzureADMyOrg" }),
        ...(required.length > 0 ? { requiredResourceAccesses: required } : {}),
        api: {
          requestedAccessTokenVersion: pulumi.output(args.tokenVersion).apply((version) => version ?? 2),
          oauth2PermissionScopes: oauth2PermissionScopes({ ...scopes, ...others }, scopeIds),
        },
        appRoles: appRoles(roles, roleIds),
      },
      // The URI contains the client id, so that it can only be set afterwards, by the resource below; without this the next
      // update of the application would wipe it.
      {
        ...parent,
        protect,
        hooks,
        ignoreChanges: args.imported ? asFound.webApi.application : ["identifierUris", MADE_ONCE],
      },
    );
    const servicePrincipal = new azuread.ServicePrincipal(
      name,
      {
        clientId: application.clientId,
        appRoleAssignmentRequired: args.assignmentRequired ?? true,
        ...(args.imported ? {} : { owners: args.owners }),
        ...mark,
      },
      {
        ...parent,
        protect,
        hooks,
        deletedWith: application,
        ...(args.imported ? { ignoreChanges: asFound.webApi.principal } : {}),
      },
    );
    const assignedRoles = mapValues(roles, (role, value) => ({
      ...role,
      id: roleIds[value] as pulumi.Output<string>,
    }));
    const assignments = assign(
      name,
      { servicePrincipal, protect },
      args.principals,
      assignedRoles,
      formerPrincipals,
      this,
    );
    const identifierUri = new azuread.ApplicationIdentifierUri(
      name,
      {
        applicationId: application.id,
        identifierUri: args.identifierUri ?? pulumi.interpolate`api://${application.clientId}`,
      },
      {
        ...parent,
        protect,
        hooks,
        deletedWith: application,
        // An assignment may be taken away by the settings, so that it is not protected. What depends on it is, and keeps it from a destroy
        // with `--exclude-protected` or without the preview.
        ...(protect ? { dependsOn: assignments } : {}),
      },
    );
    keepDeparted(name, args.departed ?? [], this);

    this.nodes = { application, servicePrincipal, identifierUri };
    this.applicationObjectId = application.objectId;
    this.clientId = application.clientId;
    this.identifierUri = identifierUri.identifierUri;
    this.servicePrincipalObjectId = servicePrincipal.objectId;
    this.scopeIds = scopeIds;
    this.roleIds = roleIds;
    this.registerOutputs({
      applicationObjectId: this.applicationObjectId,
      clientId: this.clientId,
      identifierUri: this.identifierUri,
      servicePrincipalObjectId: this.servicePrincipalObjectId,
      scopeIds,
    });
  }
}
