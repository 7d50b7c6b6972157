import { type Api, fullyQualifiedName, type IdentityProvider } from "../providers/choreo/reads.ts";
import { mapValues, pickBy } from "../shared/records.ts";
import { apiProblems, sameChoreoApi } from "./apiProblems.ts";
import { withBareNames } from "./bareNames.ts";
import { withChoreosPermissions } from "./choreoPermissions.ts";
import {
  controlPlaneFindings,
  portalGateNotice,
  tokenVersionNotice,
  unreadProvider,
} from "./controlPlaneProblems.ts";
import type { Lookups } from "./lookups.ts";
import { isMade, madeIdentityProvider } from "./madeIdentityProvider.ts";
import { type Problem, SettingsError } from "./problems.ts";
import { reason } from "./reason.ts";
import type { MadeIdentityProvider, PrincipalIds, ResolvedApi, ResolvedSettings } from "./resolved.ts";
import { type FoundPrincipals, resolvePrincipals } from "./resolvePrincipals.ts";
import type { ApiSettings, Principals, Settings } from "./types.ts";

/**
 * Looks up everything that the settings name and that must exist already: APIs and their operations, gateway environments, policies and
 * plans, the identity provider, users, groups and the deployer. To be awaited before the first resource is made, so that a wrong name
 * changes nothing.
 *
 * @returns the settings with what was found; `notices` are those of the look-ups alone
 * @throws SettingsError with everything that is missing
 */
export async function resolveSettings(written: Settings, lookups: Lookups): Promise<ResolvedSettings> {
  const problems: Problem[] = [];
  // Who runs Pulumi is asked first: with refused credentials all other questions to Entra would fail for the same reason.
  const people = attempt(problems, [], () => lookups.directory.caller()).then(async (caller) => ({
    caller,
    principals: caller ? await resolvePrincipals(written, caller.objectId, lookups.directory) : noPrincipals,
  }));
  const [provider, { caller, principals }, foundApis] = await Promise.all([
    attempt(problems, ["choreo", "identityProvider"], () => providerOf(written, people, lookups)),
    people,
    findApis(written, lookups, problems),
  ]);
  const identityProvider = provider?.identityProvider;
  const choreos = await withChoreosPermissions(written, foundApis, lookups);
  const { found } = choreos;
  problems.push(...choreos.problems);
  const { settings, problems: unknownNames } = withBareNames(
    choreos.settings,
    mapValues(found, ({ scopePrefix }) => scopePrefix),
  );
  // Without a token nothing of it can be looked at, and the same refusal would be told many times.
  const isReached = identityProvider !== undefined || Object.keys(foundApis).length > 0;
  const control = isReached
    ? await controlPlaneFindings(settings, found, identityProvider, lookups)
    : { problems: [], notices: [] };
  problems.push(...unknownNames, ...control.problems, ...principals.problems);
  for (const [key, api] of Object.entries(found))
    problems.push(...apiProblems(key, settings.apis[key] as ApiSettings, api, identityProvider));
  problems.push(...sameChoreoApi(Object.entries(found).map(([key, { apiId }]) => [key, apiId])));
  if (problems.length || !identityProvider || !caller) throw new SettingsError(problems);
  // One that is not made yet is offered nowhere.
  const gate = identityProvider.id === "" ? [] : await portalGateNotice(settings, identityProvider, lookups);

  const unread = unreadProvider(identityProvider);

  const deployer = settings.deployer ?? caller.objectId;
  const owners = ({ owners: names, imported }: { owners: string[]; imported: boolean }) =>
    ownerIds(imported ? [] : [deployer], names, principals);
  return {
    ...settings,
    notices: [
      ...choreos.notices,
      ...control.notices,
      ...tokenVersionNotice(settings, identityProvider),
      ...gate,
      ...principals.notices,
      ...unread.notices,
    ],
    remarks: unread.remarks,
    identityProvider,
    madeIdentityProvider: provider?.made,
    principals: principalsById(deployer, principals),
    tenantId: caller.tenantId,
    apis: mapValues(settings.apis, (api, key) => ({
      ...resolvedApi(api, found[key] as Api, identityProvider, principals),
      owners: owners(api),
    })),
    clients: mapValues(settings.clients, (client) => ({ ...client, owners: owners(client) })),
  };
}

/** The identity provider that is there, or is going to be. */
async function providerOf(
  { choreo: { identityProvider: written } }: Settings,
  people: Promise<{ caller: { tenantId: string } | undefined }>,
  lookups: Lookups,
): Promise<{ identityProvider: IdentityProvider; made?: MadeIdentityProvider } | undefined> {
  if (!isMade(written)) return { identityProvider: await lookups.identityProvider(written) };
  const { caller } = await people;
  return caller && madeIdentityProvider(written, caller.tenantId, lookups);
}

const noPrincipals: FoundPrincipals = { users: {}, groups: {}, problems: [], notices: [] };

/** By settings key; those that are not there are problems. */
async function findApis(
  { apis }: Settings,
  lookups: Lookups,
  problems: Problem[],
): Promise<Record<string, Api>> {
  const found = await Promise.all(
    Object.entries(apis).map(async ([key, { name, version }]) => {
      const api = await attempt(problems, ["apis", key], () => lookups.api(name, version));
      return [key, api] as const;
    }),
  );
  return pickBy(Object.fromEntries(found), (api) => api !== undefined) as Record<string, Api>;
}

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

function resolvedApi(
  api: ApiSettings,
  found: Api,
  provider: IdentityProvider,
  principals: FoundPrincipals,
): Omit<ResolvedApi, "owners"> {
  return {
    ...api,
    choreo: found,
    fullyQualifiedNames: {
      ...mapValues(api.permissions, (_, name) => fullyQualifiedName(found, name)),
      ...mapValues(api.otherScopes, (_, value) => value),
    },
    tokenVersion: api.tokenVersion ?? provider.tokenVersion ?? 2,
    principals: principalIds(api.assigned, principals),
    roles: mapValues(api.roles, (role) => ({ ...role, principals: principalIds(role, principals) })),
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

/** An owner that is no user, of what was there before the stack, goes by its object id. */
function ownerIds(own: string[], names: string[], { users }: FoundPrincipals): string[] {
  return [...new Set([...own, ...names.map((name) => users[name] ?? name)])];
}
