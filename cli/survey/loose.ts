import { scopesOf } from "./pair/apis.ts";
import { isOf } from "./pair/clients.ts";
import type { Pairs } from "./pair/index.ts";
import type { ChoreoSide, EntraSide, IdentityProvider, Registration } from "./sides.ts";

/** Something that belongs to no chain. */
export interface Loose {
  kind:
    | "registration without an API"
    | "registration without a key"
    | "application without a key"
    | "application of somebody else"
    | "API without a client";
  /** As a person knows it. */
  name: string;
  /** Client id, object id, or id in Choreo. */
  id: string;
  /** Why it is told. */
  says: string;
}

/** What belongs to nothing, or to something that cannot be seen. Registrations that have nothing to do with Choreo are not told. */
export function looseEnds(
  choreo: ChoreoSide,
  entra: EntraSide,
  { apis, clients, uses }: Pairs,
  identityProvider: IdentityProvider,
): Loose[] {
  const webApis = new Set(
    [...apis.values()].flatMap(({ registration, candidates, others }) => [
      registration,
      ...candidates,
      ...others,
    ]),
  );
  const known = new Set([...clients.values()].map(({ key }) => key.consumerKey));
  const registrations = (entra.registrations ?? []).filter(
    ({ application }) => !known.has(application.appId),
  );
  const prefixes = new Set([...apis.values()].flatMap(({ api }) => organizationIn(api.scopePrefix ?? "")));
  const reached = reachedBy(
    entra,
    [...apis.values()].flatMap(({ registration }) => registration ?? []),
  );
  const own = new Set(choreo.applications?.map(({ application }) => application.applicationId));
  return [
    ...registrations
      .filter((each) => !webApis.has(each))
      .flatMap((each): Loose[] => {
        const values = scopesOf(each.application)
          .map(({ value }) => value ?? "")
          .filter((value) => [...prefixes].some((prefix) => value.startsWith(prefix)));
        if (values.length === 0) return [];
        const says = `has ${values.join(", ")}, and no API of Choreo has such a permission`;
        return [{ kind: "registration without an API", ...registered(each), says }];
      }),
    ...(choreo.applications ? registrations : [])
      .filter((each) => !webApis.has(each) && reached.has(each))
      .map(
        (each): Loose => ({
          kind: "registration without a key",
          ...registered(each),
          says: `${reached.get(each)}, and no application of the Developer Portal that is seen here has its client id`,
        }),
      ),
    ...(choreo.applications ?? [])
      .filter(({ keys }) => !keys.some(isOf(identityProvider)))
      .map(
        ({ application, keys }): Loose => ({
          kind: "application without a key",
          name: `"${application.name}"`,
          id: application.applicationId,
          says: keys.length
            ? `has keys of ${[...new Set(keys.map(({ keyManager }) => keyManager))].join(", ")}, and none of ${identityProvider.name}`
            : "has no client id under Credentials",
        }),
      ),
    ...(choreo.applications
      ? [...apis.values()].flatMap(({ api, subscriptions }) =>
          (subscriptions ?? [])
            .filter(({ applicationId }) => !own.has(applicationId))
            .map(
              ({ applicationId, applicationName, status }): Loose => ({
                kind: "application of somebody else",
                name: `"${applicationName}"`,
                id: applicationId,
                says: `is subscribed to ${api.name} ${api.version} (${status}); only its owner sees its keys`,
              }),
            ),
        )
      : []),
    ...[...apis]
      .filter(
        ([key, { subscriptions }]) => subscriptions?.length === 0 && !uses.some(({ api }) => api === key),
      )
      .map(
        ([, { api }]): Loose => ({
          kind: "API without a client",
          name: `${api.name} ${api.version}`,
          id: api.id,
          says: "nobody is subscribed to it",
        }),
      ),
  ];
}

/** `urn:taylordean:` of `urn:taylordean:books:`. API Manager has no prefixes: there a registration is told only by its exact names. */
function organizationIn(prefix: string): string[] {
  const [first, organization] = prefix.split(":");
  return first && organization ? [`${first}:${organization}:`] : [];
}

/** Registrations that a web API lets in, and how. */
function reachedBy(
  { registrations = [], grants = [] }: EntraSide,
  webApis: readonly Registration[],
): Map<Registration, string> {
  const appIds = new Map(webApis.map(({ application }) => [application.appId, application.displayName]));
  const principals = new Map(
    webApis.map(({ application, principal }) => [principal?.id, application.displayName]),
  );
  const preAuthorized = new Map(
    webApis.flatMap(({ application }) =>
      (application.api?.preAuthorizedApplications ?? []).map(({ appId }) => [appId, application.displayName]),
    ),
  );
  const granted = new Map(
    grants
      .filter(({ resourceId }) => principals.has(resourceId))
      .map(({ clientId, resourceId }) => [clientId, principals.get(resourceId)]),
  );
  return new Map(
    registrations.flatMap((each) => {
      const { application, principal } = each;
      const listed = application.requiredResourceAccess?.find(({ resourceAppId }) =>
        appIds.has(resourceAppId ?? ""),
      );
      const how =
        (listed && `lists scopes of "${appIds.get(listed.resourceAppId ?? "")}"`) ||
        (preAuthorized.has(application.appId) &&
          `is pre-authorised by "${preAuthorized.get(application.appId)}"`) ||
        (principal && granted.has(principal.id) && `has consent to "${granted.get(principal.id)}"`);
      return how ? [[each, how] as const] : [];
    }),
  );
}

function registered({ application }: Registration): Pick<Loose, "name" | "id"> {
  return { name: `"${application.displayName}"`, id: application.appId };
}
