import { stackIdIn, stackIdTag } from "../../../shared/stackMark.ts";
import type { Registration } from "../../survey/sides.ts";
import { filled, type Ground, Unfit } from "../ground.ts";

/** Whether it bears the mark of this very stack: then its state was lost, and nothing of it is another's. */
export function isOwn(
  { application: { tags } }: Registration,
  { project, stack, stackId }: Pick<Ground, "project" | "stack" | "stackId">,
): boolean {
  return [`${project}/${stack}`, stackIdTag(stackId)].every((tag) => tags?.includes(tag));
}

/** Of what this stack made: the key that it most likely had, from the name that it was given for it. */
export function keyInStack(registration: Registration, ground: Ground): string | undefined {
  const name = registration.application.displayName ?? "";
  const suffix = ` (${ground.environment})`;
  return isOwn(registration, ground) && name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined;
}

/** An API of the import, as the registration of a client lists it. */
export interface OwnedApi {
  /** In the stack file. */
  key: string;
  /** Whether the client's `uses` name it. */
  isUsed: boolean;
  /** Ids of those that stay listed although no `uses` names them. */
  scopes: readonly string[];
  /** By id: values of its app roles. */
  roles: ReadonlyMap<string, string>;
}

/**
 * What the settings of an API and of a client say alike of their registrations.
 *
 * @param owned by client id: the APIs of this import
 */
export function registrationEntry(
  registration: Registration,
  key: string,
  ground: Ground,
  owned: ReadonlyMap<string, OwnedApi>,
): Record<string, unknown> {
  const { application } = registration;
  const name = application.displayName ?? "";
  const other = stackIdIn(application.tags);
  if (other !== undefined && other !== ground.stackId)
    throw new Unfit(
      `its registration "${name}" belongs to another stack (its tags: ${application.tags?.join(", ")}), and two stacks would undo each other's changes`,
    );
  const own = isOwn(registration, ground);
  const written = keyInStack(registration, ground) ?? name;
  return filled({
    imported: own ? undefined : true,
    displayName: written === key ? undefined : written,
    owners: ownersOf(registration, ground, own),
    requiredResourceAccess: otherAccess(registration, owned),
  });
}

/** By user principal name; others by object id, but for the deployer of what this stack made. */
function ownersOf({ application }: Registration, { details }: Ground, own: boolean): string[] {
  const owners = details.owners.get(application.id);
  if (!owners)
    throw new Unfit("who owns it cannot be seen: the Graph permission Application.Read.All is missing");
  return owners.flatMap(({ id, userPrincipalName }) => {
    if (userPrincipalName) return [userPrincipalName];
    return own ? [] : [id];
  });
}

/** What it lists of resources that are no APIs of this import, and of such an API what its `uses` do not say. */
function otherAccess(
  { application }: Registration,
  owned: ReadonlyMap<string, OwnedApi>,
): Record<string, { scopes?: string[]; roles?: string[] }> {
  const others = (application.requiredResourceAccess ?? []).map(({ resourceAppId = "", resourceAccess }) => {
    const ids = (type: string) =>
      (resourceAccess ?? []).filter((each) => each.type === type).map(({ id }) => id ?? "");
    const [scopes, roles] = [ids("Scope"), ids("Role")];
    const own = owned.get(resourceAppId);
    if (!own) return [resourceAppId, filled({ scopes, roles })] as const;
    const isThere = (id: string) => own.roles.has(id);
    const kept = {
      scopes: scopes.filter((id) => own.scopes.includes(id)),
      roles: own.isUsed ? [] : roles.filter(isThere),
    };
    return [resourceAppId, filled(kept)] as const;
  });
  return Object.fromEntries(others.filter(([, lists]) => Object.keys(lists).length > 0));
}

/** By settings key of an API that its `uses` name: the app roles that it lists of it. */
export function appRolesListed(
  { application }: Registration,
  owned: ReadonlyMap<string, OwnedApi>,
): Record<string, string[]> {
  return Object.fromEntries(
    (application.requiredResourceAccess ?? []).flatMap(({ resourceAppId = "", resourceAccess }) => {
      const own = owned.get(resourceAppId);
      const roles = (resourceAccess ?? []).flatMap(({ id, type }) =>
        type === "Role" ? (own?.roles.get(id ?? "") ?? []) : [],
      );
      return own?.isUsed && roles.length > 0 ? [[own.key, roles] as const] : [];
    }),
  );
}
