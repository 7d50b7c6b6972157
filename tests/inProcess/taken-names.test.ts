import { expect, test } from "@jest/globals";
import { signIn } from "../../sandbox/kit/services.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { sharedByTests } from "../lifetimes.ts";
import { withStack } from "./open.ts";

// One life of a stack whose entries are to get names that are not free, of its own and of others, in ways that would be refused when other
// things have been done already; or that say that something is there, which is not. Only what each says and that nothing happens:
// tests/program has the reasons.
const sandbox = sharedByTests(startTrustedSandbox);

const world = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);

type Changes = Record<"books" | "orders" | "shop" | "till" | "kiosk", object | undefined>;
const api = (name: string, more: object = {}) => ({
  name,
  version: "1.0.0",
  permissions: { read: {} },
  operations: { [`GET /${name}`]: ["read"] },
  ...more,
});
const client = (...uses: string[]) => ({
  redirectUris: ["https://localhost:9000/"],
  uses: Object.fromEntries(uses.map((key) => [key, ["read"]])),
});
const entries: Changes = {
  books: api("books", { identifierUri: "api://books" }),
  orders: api("orders", { identifierUri: "api://orders" }),
  shop: { ...client("books", "orders"), application: { name: "Shop" } },
  till: { ...client("books"), application: { name: "Till" } },
  kiosk: undefined,
};

function settings(changes: Partial<Changes> = {}, choreo: Record<string, unknown> = {}) {
  const { books, orders, shop, till, kiosk } = { ...entries, ...changes };
  const rest = guideStack({ choreo }) as Record<string, object>;
  return plain({
    ...rest,
    "choreo-azuread:apis": { books, orders },
    "choreo-azuread:clients": { shop, till, kiosk },
  });
}
const { books, orders, shop, till } = entries;
const shopOfBooks = { ...client("books"), application: { name: "Shop" } };
const tillOfBooks = { ...till, formerly: "shop" };

type Refused = [what: string, config: Record<string, unknown>, said: string];
const refused: Refused[] = [
  [
    "two clients swap their names in Choreo",
    settings({
      shop: { ...shop, application: { name: "Till" } },
      till: { ...till, application: { name: "Shop" } },
    }),
    'clients.shop: would have the name "Till" in Choreo',
  ],
  [
    "a client takes the name in Choreo of one that goes",
    settings({ shop: undefined, till: { ...till, application: { name: "Shop" } } }),
    "which goes only in this one",
  ],
  [
    "two APIs swap their identifier URIs",
    settings({
      books: { ...books, identifierUri: "api://orders" },
      orders: { ...orders, identifierUri: "api://books" },
    }),
    'apis.books: would have the identifier URI "api://orders"',
  ],
  [
    "one entry goes on as another that is there",
    settings({ shop: undefined, till: tillOfBooks }),
    "two entries cannot go on as one",
  ],
  [
    "an API comes to the entry of another",
    settings({ books: { ...orders, identifierUri: "api://books" }, orders: undefined, shop: shopOfBooks }),
    "is the API that was apis.orders",
  ],
  [
    "an API gets a name that somebody's registration has",
    settings({ books: { ...books, displayName: "Foreign" } }),
    'apis.books: would have the name "Foreign (test)" in Azure, which the app registration "Foreign (test)"',
  ],
  [
    "a client gets a name that several registrations have",
    settings({ till: { ...till, displayName: "Twice" } }),
    'clients.till: would have the name "Twice (test)" in Azure, which several app registrations have',
  ],
  [
    "an API gets an identifier URI that somebody's registration has",
    settings({ orders: { ...orders, identifierUri: "api://foreign" } }),
    "would have the identifier URI api://foreign, which",
  ],
  [
    "a client gets a name that somebody's application has",
    settings({ till: { ...till, application: { name: "Foreign" } } }),
    'clients.till: would have the name "Foreign" in Choreo, which another application',
  ],
  [
    "the stack shall make an identity provider that is there",
    settings({}, { identityProvider: { name: "AzureAD" } }),
    'there is an identity provider "AzureAD" already',
  ],
  [
    "the stack shall make one whose issuer another has",
    settings({}, { identityProvider: { name: "Mine" } }),
    'the identity provider "AzureAD" has the issuer',
  ],
  [
    "an API gets an identifier URI with another's id",
    settings({ books: { ...books, identifierUri: "api://0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04/books" } }),
    "has a GUID after api:// that is neither the tenant's id nor the application's client id",
  ],
  ...["api://mine", "https://foreign.example/books"].map(
    (identifierUri): Refused => [
      `an API of version 1 tokens gets ${identifierUri}`,
      settings({ books: { ...books, tokenVersion: 1, identifierUri } }, { identityProvider: "AzureAD-v1" }),
      `apis.books.identifierUri: ${identifierUri} must have a verified domain of the tenant (`,
    ],
  ),
  [
    "a subscription gets a plan that the API does not offer",
    settings({ till: { ...till, subscriptionPolicy: "Brass" } }),
    'clients.till.subscriptionPolicy: the API books offers no plan "Brass"',
  ],
  ...(
    [
      ["Kiosk", "none called"],
      ["Foreign (test)", "one called"],
      ["Twice (test)", "several called"],
    ] as const
  ).map(
    ([displayName, has]): Refused => [
      `a registration that was there before the stack: ${has} ${displayName}`,
      settings({ kiosk: { ...client("books"), imported: true, displayName } }),
      `clients.kiosk.imported: the registration is not in the state of this stack, and Entra ID has ${has} "${displayName}"`,
    ],
  ),
  [
    "an owner by object id is nowhere",
    settings({ books: { ...books, imported: true, owners: ["a1000000-0000-4000-8000-000000000009"] } }),
    "apis.books.owners: no user or service principal in Entra ID has the object id a1000000-0000-4000-8000-000000000009",
  ],
];

test(
  "names that are not free are told before anything is changed",
  async () => {
    await withStack({ config: settings(), env: { ...sandbox.env } }, async (stack) => {
      await stack.up();
      const { graph, devportal } = await signIn(sandbox);
      for (const displayName of ["Foreign (test)", "Twice (test)", "Twice (test)"])
        await graph.post("/applications", {
          displayName,
          api: { requestedAccessTokenVersion: 2 },
          identifierUris: displayName.startsWith("F") ? ["api://foreign"] : [],
        });
      await devportal.post("/applications", { name: "Foreign", throttlingPolicy: "Unlimited" });

      const before = world();
      const wrong: string[] = [];
      for (const [what, config, said] of refused) {
        await stack.setConfig(config);
        const { exitCode, output } = await stack.up({ mayFail: true });
        if (exitCode === 0 || !output.includes(said)) wrong.push(`${what}: ${output}`);
        if (world() !== before) throw new Error(`${what} has changed something: ${output}`);
      }
      expect(wrong).toEqual([]);

      // Names that are free, or its own but for the case.
      await stack.setConfig(
        settings({
          shop: { ...shop, application: { name: "SHOP" } },
          till: { ...till, application: { name: "Cash desk" } },
          books: { ...books, identifierUri: "api://library" },
        }),
      );
      await stack.up();
      await stack.preview({ flags: ["--expect-no-changes"] });

      // Everybody's identity provider is taken over, and is everybody's again.
      const providers = () => (sandbox.choreo.state() as { keyManagers: object[] }).keyManagers;
      const found = providers();
      await stack.setConfig(
        settings(
          {},
          { identityProvider: { name: "AzureAD", tokenVersion: 2, environments: ["Default"], adopt: true } },
        ),
      );
      const { output } = await stack.up();
      expect(output).toContain('takes over the identity provider "AzureAD" of all who use it');
      await stack.preview({ flags: ["--refresh", "--expect-no-changes"] });
      expect((await stack.up()).output).not.toContain("takes over");
      await stack.destroy();
      expect(providers()).toEqual(found);
    });
  },
  ENGINE_TIMEOUT,
);
