import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { types } from "../access/resources.ts";
import { Forbidden, type GraphClient, graphClient } from "../graph/client.ts";
import { findCloud } from "../graph/cloud.ts";
import { type ResolvedSettings, unchecked } from "../settings/index.ts";
import { azureSettings, getJson } from "./azureCloud.ts";
import type { History } from "./history/index.ts";
import { type GivenByHand, givenByHand } from "./leftovers.ts";

const { version } = createRequire(import.meta.url)("@pulumi/azuread/package.json") as { version: string };

/** The role of an application that declares none (Microsoft Graph, appRoleAssignment). */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/** Something that this run would make between objects of the state, and how to find out whether Entra has it. */
interface Wanted {
  path: string;
  what: string;
  look(graph: GraphClient): Promise<GivenByHand[]>;
}

/**
 * Refuses, before the first resource, what somebody has given by hand and these settings come to give as well: an administrator's consent
 * (Graph: 409 "Permission entry already exists"), an assignment (400 "Permission being assigned already exists on the object"). The
 * provider would end with these words in the middle of the run. Entra is only asked where the settings come to give something.
 *
 * @returns a text, if there is any; what could not be looked up
 */
export async function alreadyGiven(
  history: History,
  { apis, clients, tenantId }: Pick<ResolvedSettings, "apis" | "clients" | "tenantId">,
): Promise<{ text: string | undefined; notices: string[] }> {
  const wanted = [...consents(history, { apis, clients }), ...assignments(history, { apis })];
  const notices: string[] = [];
  if (wanted.length === 0) return { text: undefined, notices };
  const unknown = ({ path, what }: Wanted, error: unknown) => {
    // The least rights that can assign may not list assignments (docs/real-services.md).
    if (!(error instanceof Forbidden)) notices.push(unchecked([path], what, error));
    return [];
  };
  const env = azureSettings();
  const graph = (async () => graphClient(await findCloud(env, getJson), tenantId, env))();
  const found = await Promise.all(
    wanted.map(async (each) => graph.then(each.look).catch((error) => unknown(each, error))),
  );
  const given = found.flat();
  return { text: given.length > 0 ? givenByHand(given, pulumi.getStack(), version) : undefined, notices };
}

interface Grant {
  id: string;
  resourceId: string;
  consentType: string;
  scope?: string;
}

/** Consents for everybody that the state lacks. */
function consents(history: History, { apis, clients }: Pick<ResolvedSettings, "apis" | "clients">): Wanted[] {
  const known = history.all("grant").map(({ outputs }) => pairOf(outputs));
  return Object.entries(clients).flatMap(([key, client]) => {
    const component = history.entry("clientApp", key, client)?.urn;
    const clientId = history.entry("clientPrincipal", key, client)?.outputs.objectId;
    const missing = client.adminConsent.flatMap((api) => {
      const resourceId = apis[api] && history.entry("webPrincipal", api, apis[api])?.outputs.objectId;
      const isNew =
        resourceId !== undefined &&
        !known.includes(
          pairOf({ servicePrincipalObjectId: clientId, resourceServicePrincipalObjectId: resourceId }),
        );
      return isNew ? [{ api, resourceId }] : [];
    });
    if (component === undefined || clientId === undefined || missing.length === 0) return [];
    const look = async (graph: GraphClient): Promise<GivenByHand[]> => {
      const filter = `$filter=${encodeURIComponent(`clientId eq '${clientId}'`)}`;
      const grants = (await graph.list<Grant>(`/v1.0/oauth2PermissionGrants?${filter}`)) ?? [];
      return missing.flatMap(({ api, resourceId }) =>
        grants
          .filter((each) => each.consentType === "AllPrincipals" && each.resourceId === resourceId)
          .map(({ id, scope = "" }) => ({
            type: types.grant,
            id: `/oauth2PermissionGrants/${id}`,
            name: `${key}-${api}`,
            component,
            what: `an administrator's consent for everybody of ${JSON.stringify(client.displayName)} for ${api}: ${scope.trim()} (clients.${key}.adminConsent)`,
            where: "a consent under Permissions of the client, Review permissions",
          })),
      );
    };
    return [
      { path: `clients.${key}.adminConsent`, what: "whether an administrator has consented by hand", look },
    ];
  });
}

function pairOf(of: Record<string, unknown>): string {
  return `${of.servicePrincipalObjectId} ${of.resourceServicePrincipalObjectId}`;
}

/** Assignments that the state lacks. */
function assignments(history: History, { apis }: Pick<ResolvedSettings, "apis">): Wanted[] {
  const idOf = (principal: unknown, role: unknown, api: unknown) => `${principal} ${role} ${api}`;
  const known = new Set(
    history
      .all("assignment")
      .map(({ outputs: { principalObjectId, appRoleId, resourceObjectId } }) =>
        idOf(principalObjectId, appRoleId, resourceObjectId),
      ),
  );
  return Object.entries(apis).flatMap(([key, api]) => {
    const component = history.entry("webApi", key, api)?.urn;
    const resourceId = history.entry("webPrincipal", key, api)?.outputs.objectId;
    if (component === undefined || resourceId === undefined) return [];
    const roles = (history.entry("webApplication", key, api)?.outputs.appRoles ?? []) as {
      id: string;
      value?: string;
    }[];
    const wanted = [
      ...named(api.principals).map((each) => ({ ...each, role: DEFAULT_ACCESS, prefix: key })),
      ...Object.entries(api.roles).flatMap(([role, { principals }]) =>
        roles
          .filter(({ value }) => value === role)
          .flatMap(({ id }) =>
            named(principals).map((each) => ({ ...each, role: id, prefix: `${key}-role-${role}` })),
          ),
      ),
    ].filter(({ id, role }) => !known.has(idOf(id, role, resourceId)));
    if (wanted.length === 0) return [];
    const look = async (graph: GraphClient): Promise<GivenByHand[]> => {
      const path = `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`;
      const there = (await graph.list<{ id: string; principalId: string; appRoleId: string }>(path)) ?? [];
      return wanted.flatMap(({ kind, name, id, role, prefix }) =>
        there
          .filter(({ principalId, appRoleId }) => principalId === id && appRoleId === role)
          .map((found) => ({
            type: types.assignment,
            id: `/servicePrincipals/${resourceId}/appRoleAssignedTo/${found.id}`,
            name: `${prefix}-${kind}-${id}`,
            component,
            what: `the assignment of the ${kind} ${name} to ${JSON.stringify(api.displayName)} (apis.${key})`,
            where: "an assignment under Users and groups of the API",
          })),
      );
    };
    return [{ path: `apis.${key}`, what: "whether somebody was assigned by hand", look }];
  });
}

function named({ users, groups }: { users: Record<string, string>; groups: Record<string, string> }) {
  return [
    ...Object.entries(users).map(([name, id]) => ({ kind: "user" as const, name, id })),
    ...Object.entries(groups).map(([name, id]) => ({ kind: "group" as const, name, id })),
  ];
}
