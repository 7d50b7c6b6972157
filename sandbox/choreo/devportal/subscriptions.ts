import { page } from "../http/paging.ts";
import { type Answer, type Call, ok, type Route } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import { throughWorkflow } from "../rules/workflows.ts";
import type { StoredSubscription } from "../store/model.ts";
import { checkPolicy, readSubscription } from "./subscription-body.ts";
import { showSubscription } from "./subscription-view.ts";
import { checkVersionRange } from "./version-range.ts";

const scopes = ["apim:subscribe", "apim:sub_manage"];
/** `/subscriptions` of the Developer Portal. */
export const subscriptionRoutes: Route[] = [
  {
    method: "GET",
    path: "/subscriptions",
    scopes,
    handle: ({ emulation, query }) => {
      const apiId = query.get("apiId") ?? undefined;
      const applicationId = query.get("applicationId") ?? undefined;
      if (!apiId && !applicationId)
        throw refusal.badRequest("Either applicationId or apiId should be provided");
      if (applicationId && !emulation.store.applications.has(applicationId)) {
        throw refusal.notFound("Application", applicationId);
      }
      const found = emulation.store.subscriptionsOf({ apiId, applicationId });
      return ok(
        page(
          found.map((one) => showSubscription(emulation, one)),
          query,
          "/subscriptions",
        ),
      );
    },
  },
  { method: "POST", path: "/subscriptions", scopes, handle: create },
  {
    method: "GET",
    path: "/subscriptions/:subscriptionId",
    scopes,
    handle: (call) => ok(showSubscription(call.emulation, find(call))),
  },
  { method: "PUT", path: "/subscriptions/:subscriptionId", scopes, handle: update },
  { method: "DELETE", path: "/subscriptions/:subscriptionId", scopes, handle: remove },
];

async function create(call: Call): Promise<Answer> {
  const { emulation, caller } = call;
  const { store } = emulation;
  const body = await readSubscription(call);
  if (!body.apiId)
    throw refusal.badRequest("Request must contain either apiIdentifier or apiProductIdentifier");
  const application = store.applications.get(body.applicationId);
  if (!application) throw refusal.notFound("Application", body.applicationId);
  if (application.owner !== caller.subject) throw refusal.forbidden();
  if (application.status !== "APPROVED") throw refusal.applicationInactive();
  const api = store.apis.get(body.apiId);
  if (!api) throw refusal.notFound("API", body.apiId);
  checkPolicy(api, body.throttlingPolicy, caller.subject);
  // A plain APIManagementException in 4.6, thus a 500.
  if (api.lifeCycleStatus !== "PUBLISHED" && api.lifeCycleStatus !== "PROTOTYPED") throw refusal.internal();
  const range = body.versionRange ?? null;
  if (range) checkVersionRange(emulation, range, api, application.id);
  const existing = store.subscriptionsOf({ apiId: api.id, applicationId: application.id })[0];
  if (existing?.status === "BLOCKED") throw refusal.internal();
  if (existing) {
    throw refusal.alreadyExists(
      `Specified subscription already exists for API ${api.id}, for application ${application.id}`,
    );
  }

  const subscription: StoredSubscription = {
    id: store.newId(),
    apiId: api.id,
    applicationId: application.id,
    throttlingPolicy: body.throttlingPolicy,
    requestedThrottlingPolicy: body.throttlingPolicy,
    versionRange: range,
    status: "ON_HOLD",
  };
  store.subscriptions.set(subscription.id, subscription);
  throughWorkflow(emulation, "subscription", subscription.id, {
    approve: () => {
      subscription.status = "UNBLOCKED";
    },
    reject: () => {
      subscription.status = "REJECTED";
    },
  });
  emulation.changed();
  return {
    status: 201,
    body: showSubscription(emulation, subscription),
    headers: { location: `/subscriptions/${subscription.id}` },
  };
}

/** Only the policy can change. */
async function update(call: Call): Promise<Answer> {
  const { emulation, caller } = call;
  const body = await readSubscription(call);
  const subscription = find(call);
  if (!body.apiId || !body.status) throw refusal.badRequest("Request must contain apiId and status");
  const stuck = ["BLOCKED", "ON_HOLD", "REJECTED"];
  if (stuck.includes(subscription.status) || stuck.includes(body.status)) {
    throw refusal.badRequest(`A subscription in state ${subscription.status} cannot be updated`);
  }
  const api = emulation.store.apis.get(subscription.apiId);
  const policy = body.requestedThrottlingPolicy ?? body.throttlingPolicy;
  if (api) checkPolicy(api, policy, caller.subject);
  const before = subscription.status;
  const waits = throughWorkflow(emulation, "subscriptionUpdate", subscription.id, {
    approve: () => {
      subscription.throttlingPolicy = policy;
      subscription.requestedThrottlingPolicy = policy;
      subscription.status = before;
    },
    reject: () => {
      subscription.requestedThrottlingPolicy = subscription.throttlingPolicy;
      subscription.status = before;
    },
  });
  if (waits) {
    subscription.requestedThrottlingPolicy = policy;
    subscription.status = "TIER_UPDATE_PENDING";
  }
  emulation.changed();
  return ok(showSubscription(emulation, subscription));
}

function remove(call: Call): Answer {
  const { emulation } = call;
  const subscription = find(call);
  if (subscription.status === "DELETE_PENDING") {
    throw refusal.badRequest("The deletion of the subscription is pending already");
  }
  const before = subscription.status;
  const waits = throughWorkflow(emulation, "subscriptionDeletion", subscription.id, {
    approve: () => {
      emulation.store.removeSubscription(subscription.id);
    },
    reject: () => {
      subscription.status = before;
    },
  });
  emulation.changed();
  if (!waits) return ok();
  subscription.status = "DELETE_PENDING";
  return { status: 201 };
}

function find(call: Call): StoredSubscription {
  const id = call.param("subscriptionId");
  const subscription = call.emulation.store.subscriptions.get(id);
  if (!subscription) throw refusal.notFound("Subscription", id);
  return subscription;
}
