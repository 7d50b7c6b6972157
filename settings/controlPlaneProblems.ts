import type { Api, IdentityProvider } from "../providers/choreo/reads.ts";
import type { Findings } from "./findings.ts";
import { gatewayNotices } from "./gatewayNotices.ts";
import type { Lookups } from "./lookups.ts";
import { isMade } from "./madeIdentityProvider.ts";
import { suggest } from "./nearest.ts";
import { planOf } from "./planOf.ts";
import type { Problem } from "./problems.ts";
import type { Settings } from "./types.ts";
import { orUnchecked, unchecked } from "./unchecked.ts";

/** APIs as they were found, by settings key. */
type Found = Readonly<Record<string, Api>>;

/**
 * What the settings ask of the control plane and would be refused in the middle of a run: environments, policies and plans that are not
 * there, APIs that cannot be published any more, scopes that somebody else has. Lists are asked for once, however many entries
 * name something in them; what is asked for one entry is asked only where something does not fit.
 *
 * @param settings with bare names of permissions
 */
export async function controlPlaneFindings(
  settings: Settings,
  found: Found,
  provider: IdentityProvider | undefined,
  lookups: Lookups,
): Promise<Findings> {
  const findings: Findings = { problems: [], notices: [] };
  await Promise.all([
    environments(settings, lookups, findings),
    applicationPolicies(settings, lookups, findings),
    plans(settings, found, lookups, findings),
    scopes(settings, found, lookups, findings),
  ]);
  lifecycles(settings, found, findings);
  findings.notices.push(...gatewayNotices(settings, found, provider));
  return findings;
}

async function environments({ choreo, apis }: Settings, lookups: Lookups, findings: Findings): Promise<void> {
  const named = choreo.gatewayEnvironments ?? [];
  const path = ["choreo", "gatewayEnvironments"];
  const isDeployed = Object.values(apis).some(({ permissionsFrom }) => permissionsFrom !== "choreo");
  if (named.length === 0 && isDeployed)
    await orUnchecked(
      findings.notices,
      path,
      "which gateway environments there are",
      lookups.gatewayEnvironments,
    );
  const { identityProvider } = choreo;
  const served = isMade(identityProvider) ? (identityProvider.environments ?? []) : [];
  const at = (names: string[], place: Problem["path"]) =>
    names.map((name, index) => ({ name, path: [...place, index] }));
  await among(
    [...at(named, path), ...at(served, ["choreo", "identityProvider", "environments"])],
    "gateway environment",
    lookups.gatewayEnvironments,
    findings,
  );
}

async function applicationPolicies(
  { clients }: Settings,
  lookups: Lookups,
  findings: Findings,
): Promise<void> {
  const named = Object.entries(clients).map(([key, { application }]) => ({
    name: application.throttlingPolicy,
    path: ["clients", key, "application", "throttlingPolicy"],
  }));
  await among(named, "throttling policy of applications", lookups.applicationPolicies, findings);
}

async function among(
  named: { name: string; path: Problem["path"] }[],
  noun: string,
  list: () => Promise<string[]>,
  { problems, notices }: Findings,
): Promise<void> {
  const [first] = named;
  if (!first) return;
  const known = await orUnchecked(notices, first.path, `whether this ${noun} is there`, list);
  for (const { name, path } of known ? named.filter(({ name }) => !known.includes(name)) : [])
    problems.push({
      path,
      message: `there is no ${noun} ${JSON.stringify(name)}. ${suggest(name, known ?? [], "There are")}`,
    });
}

/** A subscription that exists goes on with its plan when that is not offered any more; a new one, and a change to it, are refused. */
async function plans(
  { clients }: Settings,
  found: Found,
  lookups: Lookups,
  findings: Findings,
): Promise<void> {
  const missing = Object.entries(clients).flatMap(([key, client]) =>
    client.subscribes.flatMap((api) => {
      const { plans: offered = [], apiId = "" } = found[api] ?? {};
      const isMissing = offered.length > 0 && !offered.includes(planOf(client, api));
      return isMissing ? [{ key, client, api, apiId, offered }] : [];
    }),
  );
  for (const { key, client, api, apiId, offered } of missing) {
    const { applicationName } = client;
    const plan = planOf(client, api);
    const message = `the API ${api} offers no plan ${JSON.stringify(plan)}. ${suggest(plan, offered, "It offers")}`;
    const isOwn = Object.hasOwn(client.subscriptionPolicies, api);
    const path = ["clients", key, ...(isOwn ? ["subscriptionPolicies", api] : ["subscriptionPolicy"])];
    const what = `${message} Whether a subscription exists, which would keep it,`;
    const isSubscribed = await orUnchecked(findings.notices, path, what, () =>
      lookups.isSubscribed(applicationName, apiId, plan),
    );
    if (isSubscribed)
      findings.notices.push(`${path.join(".")}: ${message} The subscription that exists keeps it`);
    if (isSubscribed === false) findings.problems.push({ path, message });
  }
}

const STATES: Record<string, string> = {
  BLOCKED: "Re-publish it in Choreo when the reason is gone",
  DEPRECATED: "Clients cannot subscribe to it any more; name another version",
  RETIRED: "Name another version",
};

/** An API that a stack has taken into use may be blocked later: that must not stand in the way of everything else. */
function lifecycles({ apis }: Settings, found: Found, { problems, notices }: Findings): void {
  for (const [key, { name, version, lifecycleState, claims }] of Object.entries(found)) {
    const advice = STATES[lifecycleState];
    if (!advice || apis[key]?.permissionsFrom === "choreo") continue;
    const message = `the API ${name} ${version} is ${lifecycleState} in Choreo and cannot be published. ${advice}`;
    if (claims.length) notices.push(`apis.${key}: ${message}`);
    else problems.push({ path: ["apis", key], message });
  }
}

async function scopes(settings: Settings, found: Found, lookups: Lookups, findings: Findings): Promise<void> {
  await Promise.all(
    Object.entries(settings.apis).map(async ([key, { permissions, permissionsFrom, openapi, adopt }]) => {
      const api = found[key];
      if (!api || permissionsFrom === "choreo") return;
      const names = Object.keys(permissions);
      const isThere = (name: string) => api.scopes.some((scope) => scope.name === name);
      const isClaimed = (name: string) => api.claims.some(({ scopes }) => scopes.includes(name));
      const path = (name: string) => [
        "apis",
        key,
        ...(openapi === undefined ? ["permissions", name] : ["openapi"]),
      ];

      const foreign = names.filter((name) => isThere(name) && !isClaimed(name));
      if (foreign.length && !adopt && !(await mayBeOurs(key, api, lookups, findings.notices))) {
        for (const name of foreign)
          findings.problems.push({ path: path(name), message: foreignScope(name, api) });
      }
      if (settings.choreo.flavour !== "apim") return;
      for (const name of names.filter((name) => !isThere(name))) {
        const what = `another API has a scope ${JSON.stringify(name)}`;
        const isTaken = await orUnchecked(findings.notices, path(name), `whether ${what}`, () =>
          lookups.isScopeTaken(name, api),
        );
        if (isTaken)
          findings.problems.push({
            path: path(name),
            message: `${what}; in API Manager scopes of different APIs have different names (900988)`,
          });
      }
    }),
  );
}

/** Without any claim the server may be one that keeps no register. */
async function mayBeOurs(
  key: string,
  { claims, apiId }: Api,
  lookups: Lookups,
  notices: string[],
): Promise<boolean> {
  if (claims.length > 0) return false;
  const what = "whether the permissions that it has in Choreo are a stack's";
  return (await orUnchecked(notices, ["apis", key], what, () => lookups.wasDeployedByStack(apiId))) ?? true;
}

function foreignScope(name: string, { scopes, operations }: Api): string {
  const { displayName = name, description = "" } = scopes.find((scope) => scope.name === name) ?? {};
  const opens = operations
    .filter(({ scopes: attached }) => attached.includes(name))
    .map(({ verb, target }) => `${verb} ${target}`);
  const texts = [displayName, description]
    .filter(Boolean)
    .map((text) => JSON.stringify(text))
    .join(", ");
  return `${name} is in Choreo already (${texts}; on ${opens.join(", ") || "no operation"}), and no stack has it. "adopt: true" on this API takes it over: texts and operations become those of these settings, and destroy gives the old ones back`;
}

/** A key is made for people of the developer portal to see; whether one that it does not offer works is not known. */
export async function portalGateNotice(
  { choreo, clients }: Settings,
  { id, name }: IdentityProvider,
  lookups: Pick<Lookups, "isOfferedInPortal">,
): Promise<string[]> {
  if (Object.keys(clients).length === 0 || choreo.flavour === "apim") return [];
  const { isOffered, why } = await lookups.isOfferedInPortal(id, choreo.keyType);
  const kind = choreo.keyType === "PRODUCTION" ? "Production" : "Sandbox";
  if (isOffered === undefined)
    return [
      unchecked(
        ["choreo", "identityProvider"],
        `whether the developer portal offers ${name} for ${kind}`,
        why,
      ),
    ];
  if (isOffered) return [];
  return [
    `choreo.identityProvider: ${name} is there, but the developer portal does not offer it for ${kind} keys. Organisations made after 24 April 2025 begin with the built-in one alone: an administrator adds ${name} for ${kind} in the settings of the developer portal (the provider itself is under API Management, Consumer IdPs)`,
  ];
}

/** What only the Admin API tells of an identity provider that is named; most credentials are not meant to read it. */
export function unreadProvider({ name, unread }: IdentityProvider): Record<"notices" | "remarks", string[]> {
  if (!unread) return { notices: [], remarks: [] };
  const what = `which issuer, claim of the client id and gateway environments ${name} has`;
  const told = [unchecked(["choreo", "identityProvider"], what, unread.why)];
  return unread.isForbidden ? { notices: [], remarks: told } : { notices: told, remarks: [] };
}

/** Which tokens the identity provider takes is guessed where neither its issuer nor its token endpoint says it. */
export function tokenVersionNotice(settings: Settings, provider: IdentityProvider): string[] {
  const guessed = Object.entries(settings.apis).flatMap(([key, { tokenVersion }]) =>
    tokenVersion ? [] : [key],
  );
  if (provider.tokenVersion || guessed.length === 0) return [];
  return [
    `choreo.identityProvider: which access tokens ${provider.name} takes is not known, as reading its issuer needs apim:admin and its token endpoint does not say it. Version 2 is assumed for ${guessed.join(", ")}; say "tokenVersion" there, or let the credential read it`,
  ];
}
