import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { shapeError } from "../client/failures.ts";
import { type Removal, removeOrAsk } from "../client/removal.ts";

export interface SubscriptionObject {
  subscriptionId: string;
  applicationId: string;
  apiId: string;
  throttlingPolicy: string;
  requestedThrottlingPolicy?: string | null;
  /** UNBLOCKED; ON_HOLD waits for approval. */
  status?: string;
}

/** OAuth scopes of the Developer Portal's operations, as its specification lists them. */
export const SUBSCRIPTIONS = ["apim:subscribe", "apim:sub_manage"];

export interface SubscriptionFields {
  applicationId: string;
  apiId: string;
  throttlingPolicy: string;
}

/** For lists that are read page by page. The server wants one of the two. */
export const subscriptionsCall = (query: { apiId?: string; applicationId?: string }): Call => ({
  api: "devportal",
  method: "GET",
  path: "/subscriptions",
  query,
  what: "List the subscriptions",
  scopes: SUBSCRIPTIONS,
});

export async function readSubscription(client: Client, id: string): Promise<SubscriptionObject> {
  const call: Call = {
    api: "devportal",
    method: "GET",
    path: `/subscriptions/${encodeURIComponent(id)}`,
    what: `Read the subscription ${id}`,
    scopes: SUBSCRIPTIONS,
  };
  return checkedSubscription(call, await client.send<SubscriptionObject>(call));
}

export async function subscribe(
  client: Client,
  { applicationId, apiId, throttlingPolicy }: SubscriptionFields,
): Promise<SubscriptionObject> {
  const call: Call = {
    api: "devportal",
    method: "POST",
    path: "/subscriptions",
    body: { applicationId, apiId, throttlingPolicy },
    what: `Subscribe the application ${applicationId} to the API ${apiId}`,
    scopes: SUBSCRIPTIONS,
  };
  return checkedSubscription(call, await client.send<SubscriptionObject>(call));
}

/** Only the plan can change. */
export async function changePlan(
  client: Client,
  current: SubscriptionObject,
  throttlingPolicy: string,
): Promise<SubscriptionObject> {
  const { subscriptionId, applicationId, apiId, status } = current;
  const call: Call = {
    api: "devportal",
    method: "PUT",
    path: `/subscriptions/${encodeURIComponent(subscriptionId)}`,
    body: {
      subscriptionId,
      applicationId,
      apiId,
      status,
      throttlingPolicy: current.throttlingPolicy,
      requestedThrottlingPolicy: throttlingPolicy,
    },
    what: `Change the plan of the subscription ${subscriptionId} to ${throttlingPolicy}`,
    scopes: SUBSCRIPTIONS,
  };
  return checkedSubscription(call, await client.send<SubscriptionObject>(call));
}

export function unsubscribe(client: Client, id: string): Promise<Removal> {
  return removeOrAsk(client, {
    api: "devportal",
    method: "DELETE",
    path: `/subscriptions/${encodeURIComponent(id)}`,
    what: `Delete the subscription ${id}`,
    scopes: SUBSCRIPTIONS,
  });
}

function checkedSubscription(call: Call, answer: SubscriptionObject | undefined): SubscriptionObject {
  if (typeof answer?.subscriptionId !== "string") throw shapeError(call, "subscriptionId");
  return answer;
}
