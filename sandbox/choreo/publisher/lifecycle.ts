import { type Answer, type Call, ok, type Route } from "../http/route.ts";
import { allowedActions, lifecycleActions, showLifecycle, transition } from "../rules/lifecycle.ts";
import { refusal } from "../rules/refusal.ts";
import { pendingTask, throughWorkflow } from "../rules/workflows.ts";
import { findApi } from "./apis.ts";

/** Lifecycle operations of the Publisher. */
export const lifecycleRoutes: Route[] = [
  {
    method: "POST",
    path: "/apis/change-lifecycle",
    scopes: ["apim:api_publish", "apim:api_manage", "apim:api_import_export"],
    handle: changeLifecycle,
  },
  {
    method: "GET",
    path: "/apis/:apiId/lifecycle-state",
    scopes: ["apim:api_view", "apim:api_publish", "apim:api_create", "apim:api_manage"],
    handle: (call) => ok(showLifecycle(findApi(call).lifeCycleStatus)),
  },
  {
    method: "DELETE",
    path: "/apis/:apiId/lifecycle-state/pending-tasks",
    scopes: ["apim:api_publish", "apim:api_manage"],
    handle: (call) => {
      const api = findApi(call);
      const task = pendingTask(call.emulation, "lifecycle", api.id);
      if (!task) throw refusal.noPendingTask();
      call.emulation.store.pendingTasks.delete(task.id);
      api.workflowStatus = null;
      return ok();
    },
  },
];

function changeLifecycle({ emulation, query }: Call): Answer {
  const action = query.get("action") ?? "";
  const id = query.get("apiId") ?? "";
  if (!lifecycleActions.includes(action)) {
    throw refusal.badRequest(`action must be one of ${lifecycleActions.join(", ")}`);
  }
  const api = emulation.store.apis.get(id);
  if (!api) throw refusal.apiNotFound(id);
  if (pendingTask(emulation, "lifecycle", api.id)) throw refusal.workflowPending();
  const target = transition(api.lifeCycleStatus, action);
  if (!target) throw refusal.lifecycleActionNotAllowed(action, allowedActions(api.lifeCycleStatus));
  if (target === "PUBLISHED" && api.content.policies.length === 0) throw refusal.tierNull();

  const waits = throughWorkflow(emulation, "lifecycle", api.id, {
    approve: () => {
      api.lifeCycleStatus = target;
      api.workflowStatus = null;
      api.lastUpdatedTime = emulation.store.now();
    },
    reject: () => {
      api.workflowStatus = "REJECTED";
    },
  });
  if (waits) api.workflowStatus = "CREATED";
  emulation.changed();
  return ok({
    workflowStatus: waits ? "CREATED" : "APPROVED",
    jsonPayload: null,
    lifecycleState: showLifecycle(api.lifeCycleStatus),
  });
}
