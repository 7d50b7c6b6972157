import { expect, test } from "@jest/globals";
import { sharedWorld } from "./table.ts";
import { read, verdict } from "./world.ts";

const world = sharedWorld({ quotas: { "10PerMin": 2, Bronze: 2 } });

/** Gives the application, or its subscription, another policy. */
async function policy(of: "application" | "subscription", throttlingPolicy: string): Promise<void> {
  const { devportal, ids } = world();
  const path =
    of === "application" ? `/applications/${ids().application}` : `/subscriptions/${ids().subscription}`;
  const requested = of === "subscription" ? { requestedThrottlingPolicy: throttlingPolicy } : {};
  await devportal.put(path, { ...(await devportal.get(path)), throttlingPolicy, ...requested });
}

test.each([
  ["application", "10PerMin", "900803"],
  ["subscription", "Bronze", "900804"],
] as const)("13: the %s's policy is used up: 429, and when to come again", async (of, name, code) => {
  await policy(of, name);
  expect([await world().call(), await world().call()].map(verdict)).toEqual([
    { status: 200 },
    { status: 200 },
  ]);
  const third = await world().call();
  expect(verdict(third)).toEqual({ status: 429, code });
  expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Number(third.headers.get("retry-after"))).toBeLessThanOrEqual(60);
  world().gateway.setErrorStyle("synapse");
  expect((await world().call()).body).toEqual({
    code,
    message: "Message throttled out",
    description: "You have exceeded your quota",
  });
});

test("Unlimited is not", async () => {
  const calls = [];
  for (let count = 0; count < 5; count++) calls.push(await world().call());
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
});

test("what was refused before is not counted", async () => {
  await policy("application", "10PerMin");
  for (let count = 0; count < 3; count++) await world().call({ verb: "POST", claims: { scp: read } });
  expect(verdict(await world().call())).toEqual({ status: 200 });
});
