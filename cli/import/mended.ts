import type { PermissionGrant } from "../doctor/graph-objects.ts";
import { bareName, otherScopes, type PairedApi, type Pairs, type Use } from "../survey/pair/index.ts";

/**
 * Both sides as the first `pulumi up` after an import leaves them: scopes have the permissions' names, what is saved is deployed, and each
 * use that the settings list has its subscription. Everything else is as it was.
 *
 * @param uses by client and API, as the survey calls them: the permissions that the settings list
 */
export function mended(
  pairs: Pairs,
  grants: readonly PermissionGrant[],
  uses: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
): { pairs: Pairs; grants: PermissionGrant[] } {
  const apis = new Map(
    [...pairs.apis].map(([key, api]) => [key, mendedApi(api, otherScopes(key, pairs.apis))]),
  );
  return {
    pairs: {
      ...pairs,
      apis,
      uses: withSharedSubscriptions(pairs, uses).flatMap((use) => {
        const permissions = uses.get(use.client)?.get(use.api);
        if (!permissions) return [use];
        const subscription = use.subscription ?? NEW;
        const others = otherScopes(use.api, pairs.apis).map(({ value }) => value ?? "");
        const named = (isOther: boolean) => permissions.filter((name) => others.includes(name) === isOther);
        return [{ ...use, permissions: named(false), otherScopes: named(true), subscription }];
      }),
    },
    grants: grants.map((grant) => {
      const of = [...pairs.apis.values()].find(
        ({ registration }) => registration?.principal?.id === grant.resourceId,
      );
      return of ? { ...grant, scope: renamed(grant.scope ?? "", of) } : grant;
    }),
  };
}

const NEW = { id: "", status: "UNBLOCKED", plan: undefined };

/** A subscription that one client of an application comes to have is that of the application's other key as well. */
function withSharedSubscriptions(
  { clients, uses }: Pairs,
  listed: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
): Use[] {
  const idOf = (client: string) => clients.get(client)?.application.applicationId;
  const gained = uses.filter(
    ({ client, api, subscription }) => !subscription && listed.get(client)?.has(api),
  );
  const others = gained.flatMap(({ client: first, api }) =>
    [...clients.keys()]
      .filter((client) => idOf(client) === idOf(first))
      .filter((client) => !uses.some((use) => use.client === client && use.api === api))
      .map((client) => ({ client, api, permissions: [], otherScopes: [], subscription: NEW })),
  );
  return [...uses, ...others];
}

function renamed(values: string, { scopes }: PairedApi): string {
  const names = new Map(scopes.map(({ fullName, scope }) => [scope?.value, fullName]));
  return values
    .split(" ")
    .map((value) => names.get(value) ?? value)
    .join(" ");
}

function mendedApi(paired: PairedApi, others: ReturnType<typeof otherScopes>): PairedApi {
  const { api, deployed, registration } = paired;
  const scopes = paired.scopes.map(({ fullName, scope }) => ({
    fullName,
    isExact: true,
    // One that is made is for administrators to consent to, unless the settings say otherwise.
    scope: { type: "Admin", ...scope, id: scope?.id ?? `new ${bareName(paired, fullName)}`, value: fullName },
  }));
  const environments = deployed.flatMap((each) => each.environments);
  return {
    ...paired,
    scopes,
    deployed: [
      {
        where: environments.join(", "),
        environments: environments.length > 0 ? environments : ["Default"],
        revisionId: "",
        places: [],
        copy: api,
      },
    ],
    registration: registration && {
      ...registration,
      application: {
        ...registration.application,
        api: {
          ...registration.application.api,
          oauth2PermissionScopes: [...scopes.map(({ scope }) => scope), ...others],
        },
      },
    },
  };
}
