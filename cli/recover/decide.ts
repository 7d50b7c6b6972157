import { componentTypes } from "../../components/componentTypes.ts";
import type { Application } from "../../graph/taggedApplications.ts";
import type { Settings } from "../../settings/index.ts";
import type { Adoption } from "../shared/importFile.ts";
import type { Assignment, Found } from "./found.ts";
import { nameOf, type StackState } from "./state.ts";

/** An object that cannot be taken into the state, and that nobody can have used. */
export interface Removal {
  what: string;
  method: "POST" | "DELETE";
  path: string;
  body?: object;
}

export interface Decision {
  adoptions: Adoption[];
  removals: Removal[];
  /** What is left to a person, and why. */
  notes: string[];
}

const { azureWebApi, azureClientApp } = componentTypes;
const azuread = (name: string) => `azuread:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";
/** The provider's name for an application that it has just made (terraform-provider-azuread, application_resource.go). */
const UNFINISHED = /^TERRAFORM_UPDATE_/;

interface Entry {
  section: "apis" | "clients";
  key: string;
  component: { type: string; name: string };
}

/**
 * What becomes of all that bears the stack's mark and that its state does not have: what the settings ask for is taken in; what cannot be,
 * and nobody can have used, is removed; the rest is named.
 *
 * @param isListed whether the settings name this assignment's user or group in that list
 */
export function decide(
  found: Found[],
  state: StackState,
  settings: Pick<Settings, "apis" | "clients">,
  isListed: (assignment: Assignment, list: { users: string[]; groups: string[] }) => boolean,
): Decision {
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  const ids = new Set(resources.map(({ type, id }) => `${type} ${id}`));
  const urns = new Set(resources.map(({ type, urn }) => `${type} ${nameOf(urn)}`));
  const decision: Decision = { adoptions: [], removals: [], notes: [] };

  const entryNamed = (
    section: Entry["section"],
    key: string,
    { formerly }: { formerly: string[] },
  ): Entry => {
    const type = section === "apis" ? azureWebApi : azureClientApp;
    // Under an earlier name if the state still has that one: the next run renames it.
    const name = [key, ...formerly].find((each) => urns.has(`${type} ${each}`)) ?? key;
    return { section, key, component: { type, name } };
  };
  const entries = [
    ...Object.entries(settings.apis).map(([key, api]) => ({ ...entryNamed("apis", key, api), of: api })),
    ...Object.entries(settings.clients).map(([key, client]) => ({
      ...entryNamed("clients", key, client),
      of: client,
    })),
  ];
  const entryOf = ({ id, displayName }: Application): Entry | undefined => {
    const known = resources.find(
      (resource) => resource.type === azuread("Application") && resource.id === `/applications/${id}`,
    );
    if (!known) return entries.find(({ of }) => of.displayName === displayName);
    const section = known.urn.includes(`::${azureWebApi}$`) ? "apis" : "clients";
    return entries.find((entry) => entry.section === section && entry.component.name === nameOf(known.urn));
  };
  const adopt = (component: Entry["component"], type: string, name: string, id: string, what: string) => {
    if (ids.has(`${azuread(type)} ${id}`)) return;
    if (urns.has(`${azuread(type)} ${name}`) && isOf(component, type, name)) {
      decision.notes.push(
        `The ${what} stays: the state has another one in its place. Remove it in Azure if nobody uses it.`,
      );
      return;
    }
    decision.adoptions.push({ type: azuread(type), name, id, component, what });
  };
  const isOf = (component: Entry["component"], type: string, name: string) =>
    resources.some(({ urn }) => urn.endsWith(`::${component.type}$${azuread(type)}::${name}`));

  const placed = found.map((each) => ({ ...each, entry: entryOf(each.application) }));
  for (const { application, principal, assignments, grants, entry } of placed) {
    const { id, appId, displayName } = application;
    const path = `/applications/${id}`;
    if (!entry) {
      const isKnown = ids.has(`${azuread("Application")} ${path}`);
      if (!isKnown && UNFINISHED.test(displayName) && !principal) {
        decision.removals.push({
          what: `unfinished application ${displayName} (object id ${id})`,
          method: "DELETE",
          path: `/v1.0${path}`,
        });
      } else if (!isKnown) {
        decision.notes.push(
          `The application "${displayName}" (object id ${id}) has this stack's mark, and neither its state nor its settings have it. Delete it in Azure if nobody uses it.`,
        );
      }
      continue;
    }
    const { component, key } = entry;
    const { name } = component;
    adopt(component, "Application", name, path, `application "${displayName}"`);
    if (principal)
      adopt(
        component,
        "ServicePrincipal",
        name,
        `/servicePrincipals/${principal.id}`,
        `service principal of "${displayName}"`,
      );

    if (entry.section === "apis") {
      const api = settings.apis[key] as Settings["apis"][string];
      for (const uri of application.identifierUris ?? []) {
        if (uri === `api://${appId}`)
          adopt(
            component,
            "ApplicationIdentifierUri",
            name,
            `${path}/identifierUris/${Buffer.from(uri).toString("base64")}`,
            `identifier URI ${uri}`,
          );
      }
      for (const assignment of assignments) {
        const role = application.appRoles?.find((each) => each.id === assignment.appRoleId)?.value;
        const list = assignment.appRoleId === DEFAULT_ACCESS ? api.assigned : role && api.roles[role];
        if (!list || !isListed(assignment, list)) continue;
        const kind = assignment.principalType === "Group" ? "group" : "user";
        adopt(
          component,
          "AppRoleAssignment",
          `${name}-${role ? `role-${role}-` : ""}${kind}-${assignment.principalId}`,
          `/servicePrincipals/${principal?.id}/appRoleAssignedTo/${assignment.id}`,
          `assignment of the ${kind} ${assignment.principalId} to "${displayName}"`,
        );
      }
      for (const { appId: clientAppId } of application.api?.preAuthorizedApplications ?? []) {
        const client = placed.find(({ application: other }) => other.appId === clientAppId)?.entry;
        if (client?.section !== "clients" || !api.preAuthorized.includes(client.key)) continue;
        adopt(
          client.component,
          "ApplicationPreAuthorized",
          `${client.component.name}-${name}`,
          `${id}/preAuthorizedApplication/${clientAppId}`,
          `pre-authorisation of ${client.key} for "${displayName}"`,
        );
      }
      continue;
    }
    const client = settings.clients[key] as Settings["clients"][string];
    for (const grant of grants) {
      const api = placed.find((each) => each.principal?.id === grant.resourceId)?.entry;
      if (grant.consentType !== "AllPrincipals" || !api || !client.adminConsent.includes(api.key)) continue;
      adopt(
        component,
        "ServicePrincipalDelegatedPermissionGrant",
        `${name}-${api.component.name}`,
        `/oauth2PermissionGrants/${grant.id}`,
        `administrator's consent of "${displayName}" for ${api.key}`,
      );
    }
    for (const { keyId, displayName: label } of application.passwordCredentials ?? []) {
      const [, number] = /^rotation (\d+)$/.exec(label ?? "") ?? [];
      if (number === undefined || ids.has(`${azuread("ApplicationPassword")} ${id}/password/${keyId}`))
        continue;
      const secret = `${name}-${number}`;
      // The state's own one of this rotation is in Entra as well: then this is another. If it is gone, the state may be older than
      // Entra, as a restored backup is, and this the one in use.
      const hasOwn = resources.some(
        (resource) =>
          resource.type === azuread("ApplicationPassword") &&
          nameOf(resource.urn) === secret &&
          application.passwordCredentials?.some((each) => resource.id === `${id}/password/${each.keyId}`),
      );
      const isUnheard =
        hasOwn ||
        pending.some(
          ({ type, resource }) =>
            type === "creating" &&
            resource.type === azuread("ApplicationPassword") &&
            nameOf(resource.urn) === secret,
        );
      if (isUnheard) {
        decision.removals.push({
          what: `secret "${label}" of "${displayName}" (key id ${keyId}), which nobody has seen`,
          method: "POST",
          path: `/v1.0${path}/removePassword`,
          body: { keyId },
        });
      } else {
        decision.notes.push(
          `The secret "${label}" of "${displayName}" (key id ${keyId}) is not in the state, and may be in use. Entra shows it to nobody, so it cannot be taken in; remove it in Azure once its users have the one of the next pulumi up.`,
        );
      }
    }
  }
  return decision;
}
