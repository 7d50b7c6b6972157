import { expect, test } from "@jest/globals";
import { guideConfig, parse, problemsOf } from "./fixture.ts";

type Entry = Record<string, unknown>;

/** The guide's client, with the production key of an application, and a tester with its sandbox key. */
function config(tester: Entry, storefront: Entry = {}, more: Record<string, Entry> = {}) {
  const guide = guideConfig() as unknown as { clients: { storefront: Entry } };
  const client = { ...guide.clients.storefront, ...storefront };
  const twin = {
    ...guide.clients.storefront,
    displayName: "tester",
    application: { of: "storefront" },
    keyType: "SANDBOX",
    uses: { books: ["books_read"] },
    ...tester,
  };
  return { ...guide, clients: { tester: twin, storefront: client, ...more } };
}

test("a client has the other key of another one's application: its name, and no subscription of its own", () => {
  const { clients } = parse(config({}, { application: { name: "Shop" } }));
  expect(clients.tester).toMatchObject({
    applicationName: "Shop",
    displayName: "tester (dev)",
    subscribes: [],
  });
  expect(clients.storefront).toMatchObject({ applicationName: "Shop", subscribes: ["books"] });
});

test("an application is subscribed to what either of its clients uses, each with the plan that its owner says", () => {
  const guide = config(
    { uses: { books: ["books_read"], orders: ["read"] } },
    { subscriptionPolicies: { orders: "Gold" } },
  );
  const { apis } = guide as unknown as { apis: Record<string, Entry> };
  const orders = { permissions: { read: {} }, operations: {}, version: "1.0.0" };
  const { clients } = parse({ ...guide, apis: { ...apis, orders } });
  expect(clients.storefront?.subscribes).toEqual(["books", "orders"]);
});

test.each<[string, Parameters<typeof config>, string]>([
  [
    "nobody's",
    [{ application: { of: "storefrnt" } }],
    'clients.tester.application.of: unknown client "storefrnt". Did you mean "storefront"?',
  ],
  [
    "its own",
    [{ application: { of: "tester" } }],
    "clients.tester.application.of: names this very client; name the client that the application is made for",
  ],
  [
    "that of one who has another one's",
    [
      {},
      {},
      {
        third: {
          redirectUris: [],
          spaRedirectUris: ["https://a.example/"],
          uses: {},
          application: { of: "tester" },
        },
      },
    ],
    'clients.third.application.of: names "tester", which has the application of another client itself',
  ],
  [
    "with the same type of key",
    [{ keyType: "PRODUCTION" }],
    "clients.tester.keyType: is the PRODUCTION key of its application, as clients.storefront is, and an application has one of each type",
  ],
  [
    "with a name of its own",
    [{ application: { of: "storefront", name: "mine" } }],
    "clients.tester.application.name: is said of the application, which is that of clients.storefront; say it there",
  ],
  [
    "with a plan of its own",
    [{ subscriptionPolicy: "Gold" }],
    "clients.tester.subscriptionPolicy: is said of the application",
  ],
  [
    "taken over by itself",
    [{ adopt: true }],
    "clients.tester.adopt: is said of the application, which is that of clients.storefront; say it there",
  ],
  [
    "with a plan of its own for an API",
    [{ subscriptionPolicies: { books: "Gold" } }],
    "clients.tester.subscriptionPolicies: is said of the application",
  ],
])("an application that is refused: %s", (_, entries, said) => {
  expect(problemsOf(config(...entries))).toEqual([expect.stringContaining(said)]);
});
