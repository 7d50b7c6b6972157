import * as pulumi from "@pulumi/pulumi";
import { choreoResource } from "../resource/choreoResource.ts";
import { claimant } from "../resource/claimant.ts";
import type { Placed } from "../resource/place.ts";

/** What people read about a permission. */
export interface ScopeArgs extends Placed {
  /** At most 255 characters. Default: the permission's name. */
  displayName?: pulumi.Input<string> | undefined;
  /** At most 512 characters. Default: empty. */
  description?: pulumi.Input<string> | undefined;
}

/** Arguments of {@link ApiPermissions}. */
export interface ApiPermissionsArgs extends Placed {
  /** Choreo's id of the API (`getApi`). Changing it replaces the resource. */
  apiId: pulumi.Input<string>;
  /** By name: bare (`books_add`) on Choreo, which adds the API's scope prefix; whole on API Manager. */
  scopes: pulumi.Input<Record<string, pulumi.Input<ScopeArgs>>>;
  /**
   * By operation, `"POST /books"`: the scopes any one of which opens it. Its security is switched on with them (`authType`), and off again
   * at the end if it was off before.
   */
  operations: pulumi.Input<Record<string, pulumi.Input<pulumi.Input<string>[]>>>;
  /**
   * Gateway environments of the {@link ApiDeployment} of the same API, where that names them: so the claim on the API holds them from
   * the first write on, and the deployment needs no write of its own. A change of this alone changes nothing.
   */
  environments?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Take over scopes that somebody else made. Their texts and operations come back on destroy. Default: false. */
  adopt?: pulumi.Input<boolean> | undefined;
  /**
   * `choreo`: the permissions live in Choreo (in a component's own OpenAPI document, for instance), and `scopes` and `operations` are what
   * was found there. Nothing is written into the API; a claim of this resource is given back, the scopes stay. Default: this resource
   * writes them.
   */
  owner?: pulumi.Input<"choreo"> | undefined;
  /**
   * A UUID of the stack (a `random.RandomUuid` in its state): two stacks of one project and stack name, say those of two repositories made
   * from one template, are told apart on one API by nothing else. Once given, it is not to change: the claim would get another name.
   * Default: none.
   */
  stackId?: pulumi.Input<string> | undefined;
}

/**
 * Permissions (scopes) of an API and the operations that they open: step 1.1 to 1.3 of the guide. One resource per API and
 * stack; scopes and operations that it does not name stay as they are. Several stacks may claim the same API: destroy takes
 * away what no other stack claims, and the last one gives the API back as it was.
 *
 * The id is the API's.
 *
 * @example
 * new ApiPermissions("books", {
 *   apiId: api.apiId,
 *   scopes: { books_add: { description: "Add a book" } },
 *   operations: { "POST /books": ["books_add"] },
 * });
 */
export class ApiPermissions extends pulumi.CustomResource {
  declare readonly apiId: pulumi.Output<string>;
  declare readonly scopes: pulumi.Output<Record<string, { displayName: string; description: string }>>;
  /** Project, stack, resource and stack's id that the claim is under. */
  declare readonly claimant: pulumi.Output<string>;
  declare readonly operations: pulumi.Output<Record<string, string[]>>;

  constructor(name: string, { stackId, ...args }: ApiPermissionsArgs, opts?: pulumi.CustomResourceOptions) {
    super(...choreoResource("ApiPermissions", name, { ...args, claimant: claimant(name, stackId) }, opts));
  }
}
