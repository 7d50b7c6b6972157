import { expect, test } from "@jest/globals";
import { sharedWorld } from "./table.ts";
import { type Asking, books, read, v2, verdict, type World } from "./world.ts";

const world = sharedWorld({ quotas: { "10PerMin": 0 } });

/**
 * Something wrong for each check, in the order of the checks; on the API and its surroundings, or in the request. Those of one
 * code cannot be told apart by the answer.
 */
const wrongs: [
  check: string,
  wrong: { break?: (world: World) => Promise<unknown>; ask?: Asking },
  verdict: object,
][] = [
  ["1 resource", { ask: { path: "/books/1.0.0/nothing" } }, { status: 404, code: "404" }],
  ["2 lifecycle", { break: (w) => w.lifecycle("Block") }, { status: 503, code: "700700" }],
  ["4 credentials", { ask: { authorization: null } }, { status: 401, code: "900902" }],
  [
    "5 issuer",
    { break: (w) => w.changeKeyManager(v2.id, { enabled: false }) },
    { status: 401, code: "900901" },
  ],
  ["8 consumer key", { ask: { claims: { azp: undefined } } }, { status: 403, code: "900908" }],
  [
    "11 subscription's status",
    {
      break: (w) =>
        w.publisher.post(
          `/subscriptions/block-subscription?subscriptionId=${w.ids().subscription}&blockState=BLOCKED`,
        ),
    },
    { status: 403, code: "900907" },
  ],
  [
    "12 scopes",
    { ask: { verb: "POST", body: "{}", claims: { scp: read } } },
    { status: 403, code: "900910" },
  ],
  [
    "the key's endpoint",
    {
      break: async (w) => {
        await w.changeApi((api) => {
          api.endpointConfig = { endpoint_type: "http", sandbox_endpoints: { url: "http://books.internal" } };
        });
        await w.deploy();
      },
    },
    { status: 401, code: "900901" },
  ],
  [
    "13 throttling",
    {
      break: async (w) => {
        const path = `/applications/${w.ids().application}`;
        await w.devportal.put(path, { ...(await w.devportal.get(path)), throttlingPolicy: "10PerMin" });
      },
    },
    { status: 429, code: "900803" },
  ],
];

const pairs = wrongs.flatMap((first, index) =>
  wrongs.slice(index + 1).map((second) => [first[0], second[0], first, second] as const),
);

test.each(pairs)("%s comes before %s", async (_, __, [, first, expected], [, second]) => {
  // Backwards: what is blocked first cannot be changed any more.
  await second.break?.(world());
  await first.break?.(world());
  const claims = { ...second.ask?.claims, ...first.ask?.claims };
  expect(verdict(await world().call({ ...second.ask, ...first.ask, claims }))).toEqual(expected);
});

test("5 issuer before 6 signature: the keys of an unknown issuer are not fetched", async () => {
  await world().call({ claims: { iss: "https://elsewhere.example" } });
  expect(world().issuer.fetches()).toBe(0);
});

test("6 signature and 7 times before 10: an expired token of nobody is invalid, not forbidden", async () => {
  const reply = await world().call({ claims: { exp: 1, azp: "nobody" } });
  expect(verdict(reply)).toEqual({ status: 401, code: "900901" });
});

test("2 lifecycle before 3: blocked where no token is needed, too", async () => {
  await world().changeApi(({ operations }) => {
    for (const operation of operations) operation.authType = "None";
  });
  await world().deploy();
  await world().lifecycle("Block");
  expect(verdict(await world().call({ authorization: null }))).toEqual({ status: 503, code: "700700" });
});

test("10 subscription before 12 scopes", async () => {
  await world().devportal.delete(`/subscriptions/${world().ids().subscription}`);
  expect(verdict(await world().call({ claims: { scp: "nothing" } }))).toEqual({
    status: 403,
    code: "900908",
  });
});

test("the API of the longest context answers", async () => {
  world().choreo.createApi({
    name: "inner",
    context: "/books/1.0.0/books",
    version: "1",
    operations: ["GET /none"],
    deploy: true,
  });
  const inner = await world().call({ path: "/books/1.0.0/books/1" });
  expect(verdict(inner)).toEqual({ status: 404, code: "404" });
  expect(verdict(await world().call())).toEqual({ status: 200 });
  expect(books.context).toBe("/books");
});
