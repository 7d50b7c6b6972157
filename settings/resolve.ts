import {
  type Api,
  type ControlPlane,
  fullyQualifiedName,
  getApi,
  getIdentityProvider,
  type IdentityProvider,
} from "../providers/choreo/index.ts";
import { mapValues } from "../shared/records.ts";
import { type Directory, entraDirectory } from "./directory.ts";
import { suggest } from "./nearest.ts";
import { type Problem, SettingsError } from "./problems.ts";
import { reason } from "./reason.ts";
import type { PrincipalIds, ResolvedApi, ResolvedSettings } from "./resolved.ts";
import { type FoundPrincipals, resolvePrincipals } from "./resolvePrincipals.ts";
import { scopeValueProblem } from "./rules/scopeValue.ts";
import type { ApiSettings, Principals, Settings } from "./types.ts";

/** What the look-ups need of the control plane; `choreoLookups` is the real one. */
export interface Lookups {
  api(name: string, version: string): Promise<Api>;
  identityProvider(name: string): Promise<IdentityProvider>;
  directory: Directory;
}

export function choreoLookups(control: ControlPlane): Lookups {
  return {
    api: (name, version) => getApi(control, { name, version }),
    identityProvider: (name) => getIdentityProvider(control, { name }),
    directory: entraDirectory,
  };
}

/**
 * Looks up everything that the settings name and that must exist already: APIs and their operations, the identity provider, users
 * and groups. To be awaited before the first resource is made, so that a wrong name changes nothing.
 *
 * @throws SettingsError with everything that is missing
 */
export async function resolveSettings(settings: Settings, lookups: Lookups): Promise<ResolvedSettings> {
  const problems: Problem[] = [];
  // Who runs Pulumi is asked first: with refused credentials all other questions to Entra would fail for the same reason.
  const people = attempt(problems, [], () => lookups.directory.caller()).then(async (caller) => ({
    caller,
    principals: caller ? await resolvePrincipals(settings, lookups.directory) : noPrincipals,
  }));
  const [identityProvider, { caller, principals }, apis] = await Promise.all([
    attempt(problems, ["choreo", "identityProvider"], () =>
      lookups.identityProvider(settings.choreo.identityProvider),
    ),
    people,
    Promise.all(
      Object.entries(settings.apis).map(async ([key, api]) => {
        const found = await attempt(problems, ["apis", key], () => lookups.api(api.name, api.version));
        return [key, api, found] as const;
      }),
    ),
  ]);
  problems.push(...principals.problems);
  if (identityProvider && !identityProvider.enabled) {
    problems.push({
      path: ["choreo", "identityProvider"],
      message: `${identityProvider.name} is switched off in Choreo`,
    });
  }
  const resolved = apis.map(([key, api, found]) => {
    if (found) problems.push(...apiProblems(key, api, found, identityProvider));
    return [key, found && resolvedApi(api, found, identityProvider, principals)] as const;
  });
  problems.push(...sameChoreoApi(apis.map(([key, , found]) => [key, found?.apiId])));
  if (problems.length || !identityProvider || !caller) throw new SettingsError(problems);

  const deployer = settings.deployer ?? caller.objectId;
  const owners = (names: string[]) => ownerIds(deployer, names, principals);
  return {
    ...settings,
    identityProvider,
    principals: principalsById(deployer, principals),
    tenantId: caller.tenantId,
    apis: Object.fromEntries(
      resolved.map(([key, api]) => [
        key,
        { ...(api as ResolvedApi), owners: owners(settings.apis[key]?.owners ?? []) },
      ]),
    ),
    clients: mapValues(settings.clients, (client) => ({ ...client, owners: owners(client.owners) })),
  };
}

const noPrincipals: FoundPrincipals = { users: {}, groups: {}, problems: [] };

async function attempt<T>(
  problems: Problem[],
  path: Problem["path"],
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    problems.push({ path, message: reason(error) });
    return undefined;
  }
}

function apiProblems(
  key: string,
  api: ApiSettings,
  found: Api,
  provider: IdentityProvider | undefined,
): Problem[] {
  const operations = found.operations.map(({ verb, target }) => `${verb} ${target}`);
  const written = api.openapi === undefined;
  return [
    ...Object.keys(api.operations)
      .filter((operation) => !operations.includes(operation))
      .map((operation) => ({
        path: ["apis", key, ...(written ? ["operations", operation] : ["openapi"])],
        message: `${written ? "the" : `${api.openapi} has the operation ${operation}, which the`} API ${found.name} ${found.version} in Choreo ${written ? "has no such operation" : "has not"}. ${suggest(operation, operations, "It has")}`,
      })),
    ...Object.keys(api.permissions).flatMap((name) => {
      const value = fullyQualifiedName(found, name);
      const problem = scopeValueProblem(value);
      const message = `the fully qualified name ${JSON.stringify(value)} ${problem}; it must be the value of a scope in Azure`;
      return problem ? [{ path: ["apis", key, "permissions", name], message }] : [];
    }),
    ...Object.keys(api.roles)
      .filter((role) => Object.keys(api.permissions).some((name) => fullyQualifiedName(found, name) === role))
      .map((role) => ({
        path: ["apis", key, "roles", role],
        message:
          "has the name of a permission; roles and scopes of an application share one set of values in Entra",
      })),
    ...tokenVersionProblem(key, api, provider),
  ];
}

/** The version of the access token decides its issuer, so a token of the wrong version is none of this identity provider's. */
function tokenVersionProblem(
  key: string,
  api: ApiSettings,
  provider: IdentityProvider | undefined,
): Problem[] {
  if (!provider?.tokenVersion || !api.tokenVersion || api.tokenVersion === provider.tokenVersion) return [];
  return [
    {
      path: ["apis", key, "tokenVersion"],
      message: `found ${api.tokenVersion}, but the identity provider ${provider.name} takes tokens of version ${provider.tokenVersion}${provider.issuer ? ` (issuer ${provider.issuer})` : ""}. Leave the key out, or name another identity provider`,
    },
  ];
}

/** Name and version may differ in the settings and still mean one API: Choreo does not distinguish case. */
function sameChoreoApi(apis: (readonly [key: string, apiId: string | undefined])[]): Problem[] {
  return apis.flatMap(([key, id], index) => {
    const first = apis.findIndex(([, other]) => other !== undefined && other === id);
    return first === -1 || first === index
      ? []
      : [
          {
            path: ["apis", key],
            message: `is the same API in Choreo as apis.${apis[first]?.[0]}; one API has one entry`,
          },
        ];
  });
}

function resolvedApi(
  api: ApiSettings,
  found: Api,
  provider: IdentityProvider | undefined,
  principals: FoundPrincipals,
): ResolvedApi {
  return {
    ...api,
    choreo: found,
    fullyQualifiedNames: mapValues(api.permissions, (_, name) => fullyQualifiedName(found, name)),
    tokenVersion: api.tokenVersion ?? provider?.tokenVersion ?? 2,
    principals: principalIds(api.assigned, principals),
    roles: mapValues(api.roles, (role) => ({ ...role, principals: principalIds(role, principals) })),
    owners: [],
  };
}

function principalIds({ users, groups }: Principals, found: FoundPrincipals): PrincipalIds {
  const pick = (names: string[], ids: Record<string, string>) =>
    Object.fromEntries(names.flatMap((name) => (ids[name] === undefined ? [] : [[name, ids[name]]])));
  return { users: pick(users, found.users), groups: pick(groups, found.groups) };
}

function principalsById(
  deployer: string,
  { users, groups }: FoundPrincipals,
): ResolvedSettings["principals"] {
  const named = (kind: "user" | "group", ids: Record<string, string>) =>
    Object.entries(ids).map(([name, id]) => [id, { kind, name }] as const);
  return Object.fromEntries([
    [deployer, { kind: "deployer", name: deployer } as const],
    ...named("group", groups),
    ...named("user", users),
  ]);
}

function ownerIds(deployer: string, names: string[], { users }: FoundPrincipals): string[] {
  return [...new Set([deployer, ...names.map((name) => users[name] as string)])];
}
