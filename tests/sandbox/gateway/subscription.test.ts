import { describe, expect, test } from "@jest/globals";
import { checkLines, sharedWorld } from "./table.ts";
import { books, CLIENT, v1, v2, type World } from "./world.ts";

const world = sharedWorld();
const nothing = () => {};
const forbidden = [403, "900908"] as const;
const application = (w: World) => `/applications/${w.ids().application}`;
const removeKey = (w: World) => w.devportal.delete(`${application(w)}/oauth-keys/${w.ids().keyMapping}`);
const mapKey = (w: World, changes: object = {}) =>
  w.devportal.post(`${application(w)}/map-keys`, {
    consumerKey: CLIENT,
    keyManager: v2.name,
    keyType: "PRODUCTION",
    ...changes,
  });
const subscription = (w: World) => `/subscriptions/${w.ids().subscription}`;
const subscribe = async (w: World, application = w.ids().application) =>
  (
    await w.devportal.post("/subscriptions", {
      applicationId: application,
      apiId: books.id,
      throttlingPolicy: "Unlimited",
    })
  ).subscriptionId as string;

describe("10: key mapping, application and subscription", () => {
  checkLines(world, [
    ["all there: passes", nothing, {}, 200],
    ["another client id in the token", nothing, { claims: { azp: "somebody-else" } }, forbidden],
    ["the key removed", removeKey, {}, forbidden],
    [
      "the key of another client id in the application",
      async (w) => {
        await removeKey(w);
        await mapKey(w, { consumerKey: "somebody-else" });
      },
      {},
      forbidden,
    ],
    [
      "the key under another identity provider",
      async (w) => {
        await removeKey(w);
        await mapKey(w, { keyManager: v1.name });
      },
      {},
      forbidden,
    ],
    [
      "the key removed and mapped again: passes",
      async (w) => {
        await removeKey(w);
        await mapKey(w);
      },
      {},
      200,
    ],
    [
      "the key waiting for approval",
      async (w) => {
        await removeKey(w);
        w.choreo.setSwitches({ workflows: { key: true } });
        await mapKey(w);
      },
      {},
      forbidden,
    ],
    ["the application deleted", (w) => w.devportal.delete(application(w)), {}, forbidden],
    ["the subscription removed", (w) => w.devportal.delete(subscription(w)), {}, forbidden],
    [
      "another application subscribed instead",
      async (w) => {
        await w.devportal.delete(subscription(w));
        const other = { name: "other", throttlingPolicy: "Unlimited" };
        await subscribe(w, (await w.devportal.post("/applications", other)).applicationId);
      },
      {},
      forbidden,
    ],
    [
      "subscribed again: passes",
      async (w) => {
        await w.devportal.delete(subscription(w));
        await subscribe(w);
      },
      {},
      200,
    ],
    [
      "a gateway that has not heard of the subscription yet",
      async (w) => {
        w.choreo.setSwitches({ gatewayDelayMs: 3_600_000 });
        await w.devportal.delete(subscription(w));
        w.choreo.propagate();
        await subscribe(w);
      },
      {},
      forbidden,
    ],
  ]);
});

describe("11: the subscription's status", () => {
  const block = (state: string) => (w: World) =>
    w.publisher.post(
      `/subscriptions/block-subscription?subscriptionId=${w.ids().subscription}&blockState=${state}`,
    );
  /** Subscribes anew, so that the subscription waits for somebody. */
  const waiting = async (w: World) => {
    await w.devportal.delete(subscription(w));
    w.choreo.setSwitches({ workflows: { subscription: true } });
    return subscribe(w);
  };
  const decide = (verdict: "approve" | "reject") => async (w: World) => {
    await waiting(w);
    await fetch(`${w.choreo.url}/_sandbox/choreo/${verdict}`, { method: "POST" });
  };
  checkLines(world, [
    ["BLOCKED", block("BLOCKED"), {}, [403, "900907"]],
    ["PROD_ONLY_BLOCKED, with a production key", block("PROD_ONLY_BLOCKED"), {}, [403, "900907"]],
    [
      "PROD_ONLY_BLOCKED, with a sandbox key: passes",
      async (w) => {
        await withSandboxKey(w);
        await withEndpoints("production", "sandbox")(w);
        await block("PROD_ONLY_BLOCKED")(w);
      },
      {},
      200,
    ],
    [
      "blocked and unblocked: passes",
      async (w) => {
        await block("BLOCKED")(w);
        await w.publisher.post(`/subscriptions/unblock-subscription?subscriptionId=${w.ids().subscription}`);
      },
      {},
      200,
    ],
    ["ON_HOLD", waiting, {}, [403, "900909"]],
    ["REJECTED", decide("reject"), {}, [403, "900909"]],
    ["approved: passes", decide("approve"), {}, 200],
    [
      "another policy waiting for approval: passes",
      async (w) => {
        w.choreo.setSwitches({ workflows: { subscriptionUpdate: true } });
        const found = await w.devportal.get(subscription(w));
        await w.devportal.put(subscription(w), { ...found, requestedThrottlingPolicy: "Bronze" });
      },
      {},
      200,
    ],
  ]);
});

describe("the key's type and the API's endpoints", () => {
  checkLines(world, [
    ["a sandbox key, no sandbox endpoint", withSandboxKey, {}, [401, "900901"]],
    [
      "a sandbox key and both endpoints: passes",
      async (w) => {
        await withSandboxKey(w);
        await withEndpoints("production", "sandbox")(w);
      },
      {},
      200,
    ],
    ["a production key, a sandbox endpoint alone", withEndpoints("sandbox"), {}, [401, "900901"]],
    ["an API without endpoints: passes", withEndpoints(), {}, 200],
  ]);

  test("the refusal says which", async () => {
    await withSandboxKey(world());
    expect((await world().call()).body).toEqual({
      error_message: "Invalid Credentials",
      code: "900901",
      error_description: "Sandbox key offered to the API with no sandbox endpoint",
    });
    await removeSandboxKey(world());
    await mapKey(world());
    await withEndpoints("sandbox")(world());
    expect((await world().call()).body.error_description).toBe(
      "Production key offered to the API with no production endpoint",
    );
  });
});

async function withSandboxKey(w: World) {
  await removeKey(w);
  await mapKey(w, { keyType: "SANDBOX" });
}

async function removeSandboxKey(w: World) {
  const { list } = await w.devportal.get(`${application(w)}/oauth-keys`);
  for (const { keyMappingId } of list)
    await w.devportal.delete(`${application(w)}/oauth-keys/${keyMappingId}`);
}

function withEndpoints(...names: ("production" | "sandbox")[]) {
  return async (w: World) => {
    await w.changeApi((api) => {
      const url = "http://books.internal:8080";
      api.endpointConfig = Object.fromEntries([
        ["endpoint_type", "http"],
        ...names.map((name) => [`${name}_endpoints`, { url }]),
      ]);
    });
    await w.deploy();
  };
}
