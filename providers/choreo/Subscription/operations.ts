import { readApi } from "../api/rest.ts";
import type { Client } from "../client/client.ts";
import { ChoreoError } from "../client/errors.ts";
import { getAll } from "../client/paging.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import { deleteOrAwait, waitsForApproval, wasRejected } from "../resource/approvals.ts";
import { createOrTakeOver } from "../resource/createOrTakeOver.ts";
import type { Values } from "../resource/values.ts";
import { GONE, type ReadResult } from "../resource/withOperations.ts";
import type { SubscriptionObject } from "./rest.ts";
import {
  changePlan,
  readSubscription,
  type SubscriptionFields,
  subscribe,
  subscriptionsCall,
  unsubscribe,
} from "./rest.ts";

/** One call; look-ups only where an answer was lost or there is a subscription already. */
export async function create(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  const client = control.client();
  const fields = fieldsOf(inputs);
  const { applicationId, apiId, throttlingPolicy } = fields;
  const subscription = await createOrTakeOver({
    what: `Subscribe the application ${applicationId} to the API ${apiId}`,
    create: () => subscribe(client, fields),
    find: () => find(client, fields),
    // An application has one subscription to an API. With the same plan it is the very one that was asked for.
    isOurs: (found) => planOf(found) === throttlingPolicy,
    adopt: inputs.adopt === true ? (found) => changePlan(client, found, throttlingPolicy) : undefined,
    taken: (found) => ({
      words: `it is subscribed already (${found.subscriptionId}), with the plan ${planOf(found)}`,
      hint: "An application has one subscription to an API. Delete it, or take it over: adopt: true.",
    }),
    deletionTask: "Subscription Deletion",
  }).catch(async (error: unknown) => {
    throw (await explainState(client, fields, error)) ?? error;
  });
  sharedReads(control).forget();
  const outs = outsOf(inputs, subscription);
  throwUnlessReady(subscription, outs, inputs);
  return { id: subscription.subscriptionId, outs };
}

async function find(
  client: Client,
  { applicationId, apiId }: SubscriptionFields,
): Promise<SubscriptionObject | undefined> {
  const found = await getAll<SubscriptionObject>(client, subscriptionsCall({ apiId, applicationId }));
  return found.find(
    (subscription) => subscription.apiId === apiId && subscription.applicationId === applicationId,
  );
}

/** An API that is not published refuses with a bare 500; its state says why. */
async function explainState(
  client: Client,
  { apiId, applicationId }: SubscriptionFields,
  error: unknown,
): Promise<ChoreoError | undefined> {
  if (!(error instanceof ChoreoError) || error.status === undefined || error.status < 500) return undefined;
  const api = await readApi(client, apiId).catch(() => undefined);
  const state = api?.lifeCycleStatus;
  if (!api || state === undefined || state === "PUBLISHED" || state === "PROTOTYPED") return undefined;
  return new ChoreoError({
    what: `Subscribe the application ${applicationId} to the API "${api.name}"`,
    words: `the API is in state ${state}`,
    hint: "Only a published API can be subscribed: publish it first (ApiLifecycle), and make the subscription depend on that.",
    method: error.method,
    path: error.path,
    status: error.status,
  });
}

export async function read(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
  const subscription = await sharedReads(control).subscription(id, String(outs.apiId));
  if (!subscription || subscription.status === "DELETE_PENDING") return GONE;
  const props: Values = { ...outsOf(outs, subscription), throttlingPolicy: planOf(subscription) };
  const { status: _, ...inputs } = props;
  return { id, props, inputs };
}

/** Also called without a change, when the last run ended with the subscription waiting for approval. */
export async function update(
  control: ControlPlane,
  id: string,
  _olds: Values,
  news: Values,
): Promise<{ outs: Values }> {
  const client = control.client();
  const plan = String(news.throttlingPolicy);
  let subscription = await readSubscription(client, id);
  if (planOf(subscription) !== plan) subscription = await changePlan(client, subscription, plan);
  sharedReads(control).forget();
  const outs = outsOf(news, subscription);
  throwUnlessReady(subscription, outs, news);
  return { outs };
}

export async function remove(control: ControlPlane, id: string, _outs: Values): Promise<void> {
  const client = control.client();
  await deleteOrAwait(
    `subscription ${id}`,
    "Subscription Deletion",
    () => unsubscribe(client, id),
    async () => (await readSubscription(client, id)).status,
  );
  sharedReads(control).forget();
}

/** While a change of plan waits for approval, the old plan is in force and the new one the wish. */
function planOf({ status, throttlingPolicy, requestedThrottlingPolicy }: SubscriptionObject): string {
  return status === "TIER_UPDATE_PENDING"
    ? (requestedThrottlingPolicy ?? throttlingPolicy)
    : throttlingPolicy;
}

function throwUnlessReady(subscription: SubscriptionObject, outs: Values, inputs: Values): void {
  const { subscriptionId, status } = subscription;
  const what = `The subscription of the application ${inputs.applicationId} to the API ${inputs.apiId}`;
  if (status === "ON_HOLD")
    throw waitsForApproval(what, "Subscription Creation", subscriptionId, outs, inputs);
  if (status === "TIER_UPDATE_PENDING") {
    throw waitsForApproval(`${what} (new plan)`, "Subscription Update", subscriptionId, outs, inputs);
  }
  if (status === "REJECTED") throw wasRejected(what, subscriptionId, outs, inputs);
}

function fieldsOf({ applicationId, apiId, throttlingPolicy }: Values): SubscriptionFields {
  return {
    applicationId: String(applicationId),
    apiId: String(apiId),
    throttlingPolicy: String(throttlingPolicy),
  };
}

function outsOf(
  { applicationId, apiId, throttlingPolicy, adopt, claimant }: Values,
  { status }: SubscriptionObject,
): Values {
  return { applicationId, apiId, throttlingPolicy, adopt, claimant, status: status ?? "UNBLOCKED" };
}
