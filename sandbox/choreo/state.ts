import type { Emulation } from "./emulation.ts";
import { showOperations, showScopes } from "./rules/scopes.ts";
import type { ApiContent, StoredApi } from "./store/model.ts";

/**
 * Everything that a run can leave behind, in an order that does not depend on the run. Left out: times, counters and the ids of
 * operations, which differ after any change, and clients of dynamic registration, for which there is no way back.
 */
export function stateOf(emulation: Emulation): object {
  const { store, flavour } = emulation;
  return {
    flavour,
    apis: byName([...store.apis.values()].map((api) => apiState(emulation, api))),
    sharedScopes: byName([...store.sharedScopes.values()]),
    keyManagers: byName(
      [...store.keyManagers.values()].map(({ id, name, enabled, issuer, tokenType }) => ({
        id,
        name,
        enabled,
        issuer,
        tokenType,
      })),
    ),
    applications: byName([...store.applications.keys()].map((id) => applicationState(emulation, id))),
    pendingTasks: [...store.pendingTasks.values()].map(({ kind, subject }) => ({ kind, subject })),
  };
}

function apiState({ store }: Emulation, api: StoredApi) {
  const deployed = store.deployments.filter(({ apiId }) => apiId === api.id);
  return {
    id: api.id,
    name: api.content.name,
    provider: api.provider,
    lifeCycleStatus: api.lifeCycleStatus,
    workflowStatus: api.workflowStatus,
    ...contentState(api.content),
    revisions: store.revisionsOf(api.id).map(({ id, description }) => ({ id, description })),
    deployed: byName(
      deployed.map(({ name, vhost, revisionId, displayOnDevportal, status }) => {
        const content = store.revisions.get(revisionId)?.content;
        const unready = status === "APPROVED" ? {} : { status };
        return {
          name,
          vhost,
          displayOnDevportal,
          revisionId,
          ...unready,
          ...(content ? access(content) : {}),
        };
      }),
    ),
  };
}

function contentState(content: ApiContent): object {
  const { version, context, additionalProperties, keyManagers, policies, rest } = content;
  return {
    version,
    context,
    ...access(content),
    additionalProperties: byName([...additionalProperties]),
    keyManagers,
    policies,
    ...rest,
  };
}

function access(content: ApiContent): object {
  const scopes = showScopes(content) as { scope: { name: string } }[];
  const operations = showOperations(content) as { id?: string; scopes: string[] }[];
  return {
    scopePrefix: content.scopePrefix,
    scopes: scopes.sort((a, b) => a.scope.name.localeCompare(b.scope.name)),
    operations: operations.map(({ id: _, ...operation }) => ({
      ...operation,
      scopes: [...operation.scopes].sort(),
    })),
  };
}

function applicationState({ store }: Emulation, id: string) {
  const application = store.applications.get(id);
  return {
    id,
    name: application?.name ?? "",
    owner: application?.owner,
    throttlingPolicy: application?.throttlingPolicy,
    description: application?.description,
    attributes: application?.attributes,
    status: application?.status,
    keys: store.keyMappingsOf(id).map((mapping) => ({
      id: mapping.id,
      keyManager: store.keyManagers.get(mapping.keyManagerId)?.name,
      keyType: mapping.keyType,
      consumerKey: mapping.consumerKey,
      state: mapping.state,
    })),
    subscriptions: store.subscriptionsOf({ applicationId: id }).map((subscription) => ({
      id: subscription.id,
      api: store.apis.get(subscription.apiId)?.content.name,
      throttlingPolicy: subscription.throttlingPolicy,
      status: subscription.status,
    })),
  };
}

function byName<T extends { name: string }>(list: T[]): T[] {
  return list.sort((a, b) => a.name.localeCompare(b.name));
}
