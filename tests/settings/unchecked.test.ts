import { expect, test } from "@jest/globals";
import { ChoreoError } from "../../providers/choreo/index.ts";
import type { Lookups } from "../../settings/index.ts";
import { guideConfig } from "./fixture.ts";
import { resolve, world } from "./resolving.ts";

// What cannot be looked up stops nobody, and a warning says that it was not checked (docs/configuration.md).

const refuse = async () => {
  throw new Error("403: not yours to read");
};
const apim = { flavour: "apim", url: "https://apim.example:9443", identityProvider: "AzureAD" };
const scopes = [{ name: "books_add", displayName: "Add", description: "" }];

type Row = [lookup: string, lookups: Lookups, raw: unknown, said: string];
const rows: Row[] = [
  [
    "gateway environments that the settings name",
    { ...world(), gatewayEnvironments: refuse },
    guideConfig({ choreo: { gatewayEnvironments: ["Default"] } }),
    "choreo.gatewayEnvironments.0: whether this gateway environment is there",
  ],
  [
    "gateway environments, of which one is chosen",
    { ...world(), gatewayEnvironments: refuse },
    guideConfig(),
    "choreo.gatewayEnvironments: which gateway environments there are",
  ],
  [
    "throttling policies",
    { ...world(), applicationPolicies: refuse },
    guideConfig(),
    "clients.storefront.application.throttlingPolicy: whether this throttling policy of applications is there",
  ],
  [
    "a subscription, where the plan is not offered",
    { ...world({ api: { plans: ["Bronze"] } }), isSubscribed: refuse },
    guideConfig(),
    'clients.storefront.subscriptionPolicy: the API books offers no plan "Unlimited". It offers: Bronze. Whether a subscription exists, which would keep it,',
  ],
  [
    "who made scopes that nobody claims",
    { ...world({ api: { scopes } }), wasDeployedByStack: refuse },
    guideConfig(),
    "apis.books: whether the permissions that it has in Choreo are a stack's",
  ],
  [
    "scopes of other APIs, in API Manager",
    { ...world({ api: { scopes } }), wasDeployedByStack: async () => true, isScopeTaken: refuse },
    { ...guideConfig(), choreo: apim },
    'apis.books.permissions.books_read: whether another API has a scope "books_read"',
  ],
  [
    "the deployer",
    world({ directory: { isPrincipal: refuse } }),
    { ...guideConfig(), deployer: "11111111-1111-4111-8111-111111111111" },
    "deployer: whether Entra ID has a service principal or user of this object id",
  ],
];
test.each(rows)("%s", async (_, lookups, raw, said) => {
  const { notices } = await resolve(raw, lookups);
  expect(notices).toEqual([`${said} could not be looked up: 403: not yours to read`]);
});

test("what only the Admin API tells of an identity provider alarms nobody who may not read it", async () => {
  const failed = (status: number) => {
    const why = new ChoreoError({ what: "Read the identity provider idp", words: "no", status });
    return resolve(guideConfig(), world({ provider: { unread: { why, isForbidden: status < 500 } } }));
  };
  const said = [
    expect.stringMatching(
      /^choreo\.identityProvider: which issuer, claim of the client id and gateway environments AzureAD has could not be looked up: Read the identity provider idp/,
    ),
  ];
  expect(await failed(403)).toMatchObject({ notices: [], remarks: said });
  expect(await failed(503)).toMatchObject({ notices: said, remarks: [] });
});
