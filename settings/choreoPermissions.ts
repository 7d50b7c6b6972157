import type { Api, DeployedAccess } from "../providers/choreo/reads.ts";
import { permissionSettings } from "./api.ts";
import type { Findings } from "./findings.ts";
import type { Lookups } from "./lookups.ts";
import { suggest } from "./nearest.ts";
import { reason } from "./reason.ts";
import type { ApiSettings, Settings } from "./types.ts";

/** Entra's limit for a display name; Choreo keeps 255 characters. */
const LONGEST_NAME = 100;

const NOWHERE =
  "is deployed nowhere in Choreo, so its permissions, which live there, are not known. Deploy it first";

/** Settings and APIs in which those whose permissions live in Choreo have what is deployed there. */
export interface WithChoreosPermissions extends Findings {
  settings: Settings;
  /** Without those whose permissions could not be had, of which nothing more can be said. */
  found: Record<string, Api>;
}

/**
 * Fills in permissions and operations of the APIs that say `permissionsFrom: choreo`: those of the revisions that run at the gateways.
 *
 * @param found by settings key: the APIs that are there
 */
export async function withChoreosPermissions(
  settings: Settings,
  found: Readonly<Record<string, Api>>,
  lookups: Pick<Lookups, "deployed">,
): Promise<WithChoreosPermissions> {
  const result: WithChoreosPermissions = { settings, found: { ...found }, problems: [], notices: [] };
  const apis = { ...settings.apis };
  for (const [key, api] of Object.entries(settings.apis)) {
    const choreos = found[key];
    if (api.permissionsFrom !== "choreo" || !choreos) continue;
    const fail = (message: string) => result.problems.push({ path: ["apis", key], message });
    const deployed = await lookups
      .deployed(choreos.apiId, settings.choreo.gatewayEnvironments)
      .then((there) => there ?? NOWHERE, reason);
    if (typeof deployed === "string") {
      fail(deployed);
      delete result.found[key];
      continue;
    }
    checkState(choreos, fail, (notice) => result.notices.push(`apis.${key}: ${notice}`));
    result.problems.push(...unknownTexts(key, api, choreos, deployed));
    result.notices.push(...openOperations(key, deployed));
    const { at: _, ...widest } = deployed;
    result.found[key] = { ...choreos, ...widest };
    apis[key] = filled(api, choreos, deployed);
  }
  return { ...result, settings: { ...settings, apis } };
}

/** Nothing is written into such an API, so nobody publishes it but its own people. */
function checkState(
  { name, version, lifecycleState: state }: Api,
  fail: (message: string) => void,
  tell: (notice: string) => void,
): void {
  if (state === "PUBLISHED") return;
  if (state === "BLOCKED") tell(`the API ${name} ${version} is BLOCKED in Choreo: every call is refused`);
  else
    fail(
      `the API ${name} ${version} is ${state} in Choreo, and with "permissionsFrom: choreo" this program does not publish it. Publish it there (Manage, Lifecycle)`,
    );
}

function unknownTexts(
  key: string,
  { ownPermissions }: ApiSettings,
  { scopePrefix }: Api,
  { scopes }: DeployedAccess,
): Findings["problems"] {
  const known = scopes.map(({ name }) => name);
  return Object.keys(ownPermissions ?? {})
    .filter((name) => !known.includes(bare(name, scopePrefix)))
    .map((name) => ({
      path: ["apis", key, "permissions", name],
      message: `is no permission of the API as it is deployed in Choreo, where its permissions live. ${suggest(bare(name, scopePrefix), known, "It has")}`,
    }));
}

function openOperations(key: string, { operations }: DeployedAccess): string[] {
  const named = (open: DeployedAccess["operations"]) =>
    open.map(({ verb, target }) => `${verb} ${target}`).join(", ");
  const anonymous = operations.filter((operation) => operation.anonymous);
  const open = operations.filter((operation) => !operation.anonymous && operation.scopes.length === 0);
  return [
    ...(anonymous.length
      ? [`apis.${key}: without security in Choreo, so that no token is needed: ${named(anonymous)}`]
      : []),
    ...(open.length
      ? [
          `apis.${key}: without a permission in Choreo, so that every token of a subscribed client opens it: ${named(open)}`,
        ]
      : []),
  ];
}

function filled(api: ApiSettings, { scopePrefix }: Api, { scopes, operations }: DeployedAccess): ApiSettings {
  const own = Object.fromEntries(
    Object.entries(api.ownPermissions ?? {}).map(([name, texts]) => [bare(name, scopePrefix), texts]),
  );
  return {
    ...api,
    permissions: Object.fromEntries(
      scopes.map(({ name, displayName, description }) => [
        name,
        permissionSettings(
          name,
          { ...api, permissions: own },
          description || undefined,
          shortened(displayName),
        ),
      ]),
    ),
    operations: Object.fromEntries(
      operations.map(({ verb, target, scopes: opens }) => [`${verb} ${target}`, opens]),
    ),
  };
}

function bare(name: string, prefix: string): string {
  return prefix && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function shortened(displayName: string): string {
  const name = displayName.trim();
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 3)}...` : name;
}
