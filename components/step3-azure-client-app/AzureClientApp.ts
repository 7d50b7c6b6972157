import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { asFound, MADE_ONCE } from "../asFound.ts";
import { componentTypes } from "../componentTypes.ts";
import { madeBy } from "../madeBy.ts";
import { renamedFrom } from "../renamedFrom.ts";
import { type RequiredResourceAccess, requiredResourceAccesses } from "../requiredResourceAccesses.ts";
import { type ClientSecret, clientSecrets } from "./clientSecrets.ts";

/** What a client uses of one web API; made of an `AzureWebApi`'s outputs. */
export interface UsedWebApi {
  /** Application (client) id of the web API. */
  clientId: pulumi.Input<string>;
  servicePrincipalObjectId: pulumi.Input<string>;
  /** By the scope's fully qualified name: its id. */
  scopes: Record<string, pulumi.Input<string>>;
  /** Ids of app roles for applications that the registration lists besides. It gives none of them. Default: none. */
  roleIds?: pulumi.Input<string>[] | undefined;
  /** Grant the scopes for everybody in the tenant, so that nobody is asked. Default: false. */
  adminConsent?: boolean | undefined;
  /** The web API's application, when it lists this client as one that needs no consent. */
  preAuthorizedBy?: azuread.Application | undefined;
  /** Short names that it had earlier. */
  formerly?: string[] | undefined;
}

/** Arguments of {@link AzureClientApp}. */
export interface AzureClientAppArgs {
  /** Name of the app registration. */
  displayName: pulumi.Input<string>;
  /** Where Entra may send the authorization code; a bare host ends with a slash. */
  redirectUris: pulumi.Input<string[]>;
  /** The same of the platforms "Single-page application" and "Mobile and desktop applications". Default: none. */
  spaRedirectUris?: string[] | undefined;
  publicClientRedirectUris?: string[] | undefined;
  /** By a short name: the web APIs and the scopes of each. */
  uses: Record<string, UsedWebApi>;
  /** By client id of a resource: what else the registration lists under "API permissions". */
  requiredResourceAccess?: RequiredResourceAccess | undefined;
  /** `external`: it keeps the credentials that it has, and none is made. */
  secret: ClientSecret | "external";
  /** The registration was there before: what these arguments do not say stays as it is. Default: false. */
  imported?: boolean | undefined;
  /** Object ids of the owners; the one who runs Pulumi among them, or `Application.ReadWrite.OwnedBy` does not suffice. */
  owners?: pulumi.Input<string[]> | undefined;
  /** Refuse to delete the application and its service principal. Default: false. */
  protect?: boolean | undefined;
  /** Tells stacks of one name apart, in the tags of what is made. */
  stackId?: pulumi.Input<string> | undefined;
  /** Run before the application or its service principal is made. */
  beforeCreate?: pulumi.ResourceHook[] | undefined;
  /** Names that this component had earlier. */
  formerly?: string[] | undefined;
}

/**
 * Step 3 of the guide: the app registration of a web application, the scopes that it asks for, its client secret.
 *
 * @example
 * const storefront = new AzureClientApp("storefront", {
 *   displayName: "storefront (dev)",
 *   redirectUris: ["https://localhost:9000/"],
 *   uses: { books: { clientId: books.clientId, servicePrincipalObjectId: books.servicePrincipalObjectId, scopes: { "urn:…": books.scopeIds.books_add } } },
 *   secret: { rotation: 1, endDate: "2027-05-23T00:00:00Z" },
 * });
 */
export class AzureClientApp extends pulumi.ComponentResource {
  readonly applicationObjectId: pulumi.Output<string>;
  /** Application (client) id: what Choreo maps to its application. */
  readonly clientId: pulumi.Output<string>;
  readonly servicePrincipalObjectId: pulumi.Output<string>;
  /** The newest secret. Marked as a secret. This and what follows are empty where the secret is external. */
  readonly clientSecret: pulumi.Output<string>;
  /** RFC 3339. Entra refuses a secret for some seconds after it was made. */
  readonly clientSecretStarts: pulumi.Output<string>;
  /** RFC 3339. */
  readonly clientSecretExpires: pulumi.Output<string>;
  readonly clientSecretKeyId: pulumi.Output<string>;
  /** Of all secrets: the newest and, until it is revoked, the one before. */
  readonly clientSecretKeyIds: pulumi.Output<string>[];
  /** The resources underneath, for `dependsOn` and what this component does not foresee. */
  readonly nodes: {
    application: azuread.Application;
    servicePrincipal: azuread.ServicePrincipal;
    secrets: azuread.ApplicationPassword[];
  };

  constructor(name: string, args: AzureClientAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentTypes.azureClientApp, name, {}, pulumi.mergeOptions(renamedFrom(args.formerly), opts));
    const { uses, owners, imported, protect, beforeCreate = [] } = args;
    const mark = imported ? {} : madeBy(args.stackId);
    const parent = { parent: this };
    const hooks = { beforeCreate };

    const application = new azuread.Application(
      name,
      {
        displayName: args.displayName,
        ...mark,
        owners,
        ...(imported ? {} : { preventDuplicateNames: true, signInAudience: "AzureADMyOrg" }),
        web: { redirectUris: args.redirectUris },
        singlePageApplication: platform(args.spaRedirectUris),
        publicClient: platform(args.publicClientRedirectUris),
        requiredResourceAccesses: requiredResourceAccesses(Object.values(uses), args.requiredResourceAccess),
      },
      { ...parent, protect, hooks, ignoreChanges: imported ? asFound.client.application : [MADE_ONCE] },
    );
    const servicePrincipal = new azuread.ServicePrincipal(
      name,
      { clientId: application.clientId, ...(imported ? {} : { owners }), ...mark },
      {
        ...parent,
        protect,
        hooks,
        deletedWith: application,
        ...(imported ? { ignoreChanges: asFound.client.principal } : {}),
      },
    );
    for (const [key, api] of Object.entries(uses)) {
      const earlier = renamedFrom(api.formerly?.map((former) => `${name}-${former}`));
      if (api.adminConsent) {
        new azuread.ServicePrincipalDelegatedPermissionGrant(
          `${name}-${key}`,
          {
            servicePrincipalObjectId: servicePrincipal.objectId,
            resourceServicePrincipalObjectId: api.servicePrincipalObjectId,
            claimValues: Object.keys(api.scopes),
          },
          { ...parent, ...earlier, protect, deletedWith: servicePrincipal },
        );
      }
      // Made here, not with the web API: the web API would depend on its client, and the client depends on the web API.
      if (api.preAuthorizedBy) {
        new azuread.ApplicationPreAuthorized(
          `${name}-${key}`,
          {
            applicationId: api.preAuthorizedBy.id,
            authorizedClientId: application.clientId,
            permissionIds: Object.values(api.scopes),
          },
          { ...parent, ...earlier, protect, deletedWith: api.preAuthorizedBy },
        );
      }
    }
    const secrets =
      args.secret === "external" ? [] : clientSecrets(name, { application, protect }, args.secret, this);
    const [newest] = secrets;

    this.nodes = { application, servicePrincipal, secrets };
    this.applicationObjectId = application.objectId;
    this.clientId = application.clientId;
    this.servicePrincipalObjectId = servicePrincipal.objectId;
    const none = pulumi.output("");
    this.clientSecret = newest ? pulumi.secret(newest.value) : none;
    this.clientSecretStarts = newest?.startDate ?? none;
    this.clientSecretExpires = newest?.endDate ?? none;
    this.clientSecretKeyId = newest?.keyId ?? none;
    this.clientSecretKeyIds = secrets.map(({ keyId }) => keyId);
    this.registerOutputs({
      applicationObjectId: this.applicationObjectId,
      clientId: this.clientId,
      servicePrincipalObjectId: this.servicePrincipalObjectId,
      clientSecret: this.clientSecret,
      clientSecretStarts: this.clientSecretStarts,
      clientSecretExpires: this.clientSecretExpires,
      clientSecretKeyId: this.clientSecretKeyId,
    });
  }
}

function platform(redirectUris: string[] = []): { redirectUris: string[] } | undefined {
  return redirectUris.length > 0 ? { redirectUris } : undefined;
}
