import { sameItem } from "../../properties/canonical.ts";
import type { ObjectType, Values } from "../../properties/types.ts";
import type { Graph } from "../graph.ts";
import { objects, part } from "../json.ts";
import { appRoleOutputs, scopeOutputs } from "./from-graph.ts";
import { appRole, scope } from "./properties.ts";

interface Entitlement {
  type: ObjectType;
  read(app: Values): Values[];
  outputs(entitlement: Values): Values;
  patch(entitlements: Values[]): Values;
}

const scopes: Entitlement = {
  type: scope,
  read: (app) => objects(part(app.api).oauth2PermissionScopes),
  outputs: scopeOutputs,
  patch: (oauth2PermissionScopes) => ({ api: { oauth2PermissionScopes } }),
};

const roles: Entitlement = {
  type: appRole,
  read: (app) => objects(app.appRoles),
  outputs: appRoleOutputs,
  patch: (appRoles) => ({ appRoles }),
};

/**
 * Graph refuses to change or remove an enabled scope or role (`CannotDeleteOrUpdateEnabledEntitlement`), so those that are about
 * to be changed or removed are disabled first.
 */
export const disableChangedScopes = (graph: Graph, path: string, next: Values[]) =>
  disableChanged(graph, path, next, scopes);
export const disableChangedRoles = (graph: Graph, path: string, next: Values[]) =>
  disableChanged(graph, path, next, roles);

async function disableChanged(graph: Graph, path: string, next: Values[], kind: Entitlement): Promise<void> {
  const now = kind.read(await graph.get(path));
  const toDisable = now.filter((entitlement) => {
    if (entitlement.isEnabled !== true) return false;
    const successor = next.find(({ id }) => id === entitlement.id);
    return !successor || !sameItem(kind.outputs(entitlement), kind.outputs(successor), kind.type);
  });
  if (toDisable.length === 0) return;
  const disabled = new Set(toDisable.map(({ id }) => id));
  await graph.patch(
    path,
    kind.patch(
      now.map((entitlement) =>
        disabled.has(entitlement.id) ? { ...entitlement, isEnabled: false } : entitlement,
      ),
    ),
  );
  await graph.until("scopes or roles to be disabled", async () =>
    kind.read(await graph.get(path)).every(({ id, isEnabled }) => !disabled.has(id) || isEnabled !== true),
  );
}
