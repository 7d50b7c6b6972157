import type { Row } from "./change.ts";

const UNSEEN = "which nobody sees; take it out";
const NFD = "is written with combining characters";
const cafe = "café";
const decomposed = cafe.normalize("NFD");
const books = "apis/books";
const shop = "clients/storefront";
const entry = { version: "1.0.0", permissions: { r: null }, operations: {} };
const key = (section: string, name: string, said: string): Row => [
  [section, name],
  section === "apis" ? entry : { redirectUris: ["https://x.example/"], uses: { books: ["books_read"] } },
  said,
];

/** Values that are not what they look like, or that nobody would write on purpose. */
export const looks: Row[] = [
  // Seen by nobody
  [`${books}/version`, "1.0.0\u200b", `apis.books.version: contains U+200B, ${UNSEEN}`],
  [`${books}/version`, "1.0.0\n", `apis.books.version: contains U+000A, ${UNSEEN}`],
  [`${books}/name`, "\ufeffbooks", `apis.books.name: contains U+FEFF, ${UNSEEN}`],
  [`${books}/displayName`, "Books\u202e", `apis.books.displayName: contains U+202E, ${UNSEEN}`],
  [`${books}/displayName`, "Bo\u0000oks", `apis.books.displayName: contains U+0000, ${UNSEEN}`],
  [`${books}/displayName`, "Bo\noks", `apis.books.displayName: contains U+000A, ${UNSEEN}`],
  [`${books}/displayName`, "Bo\u00adoks", `apis.books.displayName: contains U+00AD, ${UNSEEN}`],
  [
    `${books}/displayName`,
    "B\ufffdcher",
    "contains U+FFFD, the sign for what could not be read; save the file as UTF-8",
  ],
  [
    `${books}/assigned`,
    { users: ["ada@taylordean.example\u200b"] },
    `apis.books.assigned.users[0]: contains U+200B, ${UNSEEN}`,
  ],
  [
    `${books}/assigned`,
    { groups: ["Librarians\u2060"] },
    `apis.books.assigned.groups[0]: contains U+2060, ${UNSEEN}`,
  ],
  [`${books}/permissions/books_add/description`, "a\u0000b", `description: contains U+0000, ${UNSEEN}`],
  [`${books}/permissions/books_add/displayName`, "x\u200b", `displayName: contains U+200B, ${UNSEEN}`],
  [`${books}/operations`, { "GET /books\u200b": [] }, `the key contains U+200B, ${UNSEEN}`],
  [`${books}/operations`, { "GET /books": ["books_add\u200b"] }, `contains U+200B, ${UNSEEN}`],
  [["apis", "books", "permissions", "books\u200b_add"], null, `the key contains U+200B, ${UNSEEN}`],
  [`${books}/roles`, { "reader\u200b": {} }, `the key contains U+200B, ${UNSEEN}`],
  [
    `${shop}/redirectUris`,
    ["https://x.example/\u200b"],
    `clients.storefront.redirectUris[0]: contains U+200B, ${UNSEEN}`,
  ],
  [`${shop}/application`, { description: "a\u0007b" }, `application.description: contains U+0007, ${UNSEEN}`],
  [`${shop}/subscriptionPolicy`, "Unlimited\u200b", `subscriptionPolicy: contains U+200B, ${UNSEEN}`],
  [`${shop}/secret`, { expires: "180d\u200b" }, `secret.expires: contains U+200B, ${UNSEEN}`],
  ["choreo/identityProvider", "AzureAD\u200b", `choreo.identityProvider: contains U+200B, ${UNSEEN}`],
  ["choreo/gatewayEnvironments", ["Default\r"], `choreo.gatewayEnvironments[0]: contains U+000D, ${UNSEEN}`],
  key("apis", "orders\u200d\u00ad", `the key contains U+00AD, ${UNSEEN}`),
  key("clients", "shop\u2028", `the key contains U+2028, ${UNSEEN}`),
  // Two ways to write one name
  [`${books}/name`, decomposed, `apis.books.name: ${NFD}`],
  [`${books}/displayName`, decomposed, `which looks like, and is not, "${cafe}"`],
  [`${books}/assigned`, { groups: [decomposed] }, `apis.books.assigned.groups[0]: ${NFD}`],
  key("apis", decomposed, `the key ${NFD}`),
  key("clients", decomposed, `the key ${NFD}`),
  // Other alphabets
  [["apis", "books", "permissions", "bооks_add"], null, 'contains "о" (U+043E); Entra allows'],
  [
    `${shop}/uses`,
    { bооks: ["books_add"] },
    'unknown API "bооks". Did you mean "books" (its "о" is U+043E)?',
  ],
  [`${shop}/uses`, { books: ["bооks_add"] }, 'Did you mean "books_add" (its "о" is U+043E)?'],
  ["environment", "dév", "environment: found"],
  ["choreo/organizationId", "０a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04", "choreo.organizationId: found"],
  // There twice
  [
    "choreo/gatewayEnvironments",
    ["Default", "Default"],
    'choreo.gatewayEnvironments[1]: found "Default"; is there twice',
  ],
  [
    `${shop}/adminConsent`,
    ["books", "books"],
    'clients.storefront.adminConsent[1]: found "books"; is there twice',
  ],
  [
    `${books}/preAuthorized`,
    ["storefront", "storefront"],
    'apis.books.preAuthorized[1]: found "storefront"; is there twice',
  ],
  // Names with a meaning of their own
  [
    `${books}/displayName`,
    "TERRAFORM_UPDATE_1",
    "begins as the azuread provider calls what it has not finished",
  ],
  [
    `${shop}/application`,
    { description: "Managed by Pulumi: x" },
    'must not begin with "Managed by Pulumi:"',
  ],
  // Not what it is for
  ["choreo/organization", "Taylor Dean", 'choreo.organization: found "Taylor Dean"; must be the handle'],
  ["choreo/organization", "taylordean/", "no spaces, no slashes"],
  [
    `${shop}/secret`,
    { rotation: 1e21 },
    "clients.storefront.secret.rotation: found the number 1e+21; is too big",
  ],
  [`${shop}/secret`, { rotation: 100_001 }, "must be 100000 or less"],
  [`${shop}/secret`, { expires: "2027-03-31T10:00:00+02:00" }, "or a date like 2027-03-31"],
  [`${shop}/secret`, { expires: "１８０d" }, "allowed is a duration like 180d"],
  [`${shop}/secret`, { expires: "P180D" }, "allowed is a duration like 180d"],
];
