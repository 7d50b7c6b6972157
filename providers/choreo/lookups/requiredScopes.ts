import { APPLICATIONS } from "../Application/rest.ts";
import { CHANGE, PUBLISH, VIEW } from "../api/rest.ts";
import type { Identity } from "../auth/credential.ts";
import { ADMINISTRATION } from "../IdentityProvider/rest.ts";
import type { ResourceType } from "../resource/providerText.ts";
import { SUBSCRIPTIONS } from "../Subscription/rest.ts";

/** OAuth scopes any one of which will do. */
export type AnyOf = readonly string[];

/** What the look-ups of every run need, and so a preview. */
export const READING: readonly AnyOf[] = [VIEW, ["apim:subscribe"]];

/** What it takes to make, change and delete a resource of each type, besides {@link READING}. */
export const REQUIRED_SCOPES: Record<ResourceType, readonly AnyOf[]> = {
  ApiPermissions: [CHANGE],
  ApiDeployment: [CHANGE],
  ApiLifecycle: [PUBLISH],
  Application: [APPLICATIONS],
  IdpKey: [APPLICATIONS],
  Subscription: [SUBSCRIPTIONS],
  IdentityProvider: [ADMINISTRATION],
};

/** Scopes that a credential lacks, and what needs them. */
export interface MissingScopes {
  anyOf: AnyOf;
  /** `ApiLifecycle books`; empty for what reading needs. */
  resources: string[];
}

/**
 * What a credential lacks for these resources, each list of scopes once. Nothing where nobody says which scopes it has.
 *
 * @param resources names by type
 * @example missingScopes(identity, { ApiLifecycle: ["books"] }) // [{ anyOf: ["apim:api_publish", …], resources: ["ApiLifecycle books"] }]
 */
export function missingScopes(
  { scopes }: Pick<Identity, "scopes">,
  resources: Partial<Record<ResourceType, readonly string[]>>,
): MissingScopes[] {
  if (!scopes) return [];
  const lacks = (anyOf: AnyOf) => !anyOf.some((scope) => scopes.includes(scope));
  const reading = READING.filter(lacks).map((anyOf) => ({ anyOf, resources: [] }));
  const writing = new Map<AnyOf, string[]>();
  for (const [type, names] of Object.entries(resources)) {
    for (const anyOf of REQUIRED_SCOPES[type as ResourceType].filter(lacks)) {
      const known = writing.get(anyOf) ?? [];
      writing.set(anyOf, [...known, ...names.map((name) => `${type} ${name}`)]);
    }
  }
  const needed = [...writing].filter(([, names]) => names.length > 0);
  return [...reading, ...needed.map(([anyOf, names]) => ({ anyOf, resources: names }))];
}

/**
 * Names of the resources that a stack has, as its components give them.
 *
 * @param apis settings keys
 * @param uses by client: the settings keys of the APIs that it uses
 */
export function resourcesOf(
  apis: readonly string[],
  uses: Readonly<Record<string, readonly string[]>>,
): Partial<Record<ResourceType, readonly string[]>> {
  const clients = Object.keys(uses);
  return {
    ApiPermissions: apis,
    ApiDeployment: apis,
    ApiLifecycle: apis,
    Application: clients,
    IdpKey: clients,
    Subscription: clients.flatMap((client) => uses[client]?.map((api) => `${client}-${api}`) ?? []),
  };
}
