import type { Row } from "./change.ts";

const shop = (changes: object = {}) => ({
  redirectUris: ["https://shop.example/"],
  uses: { books: ["books_read"] },
  ...changes,
});
const orders = (changes: object = {}) => ({
  version: "1.0.0",
  permissions: { orders_read: null },
  operations: { "GET /orders": ["orders_read"] },
  ...changes,
});
const redirect = (uri: string, said: string): Row => [
  "clients/storefront/redirectUris",
  [uri],
  `clients.storefront.redirectUris[0]: ${JSON.stringify(uri)} ${said}`,
];
const operation = (name: string, said: string): Row => ["apis/books/operations", { [name]: [] }, `${said}`];
const permission = (name: string, said: string): Row => [
  ["apis", "books", "permissions", name],
  null,
  `permission ${JSON.stringify(name)} ${said}`,
];
const key = (section: "apis" | "clients", name: string, said: string): Row => [
  [section, name],
  section === "apis" ? orders() : shop(),
  said,
];
const identifierUri = (uri: string, said: string): Row => [
  "apis/books/identifierUri",
  uri,
  `apis.books.identifierUri: found ${JSON.stringify(uri)}; ${said}`,
];
/** An own property, whatever its name. */
const own = (name: string, value: unknown) => Object.fromEntries([[name, value]]);
const GRAPH = "00000003-0000-0000-c000-000000000000";
const USER_READ = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
const guid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const resources = (count: number, permissions: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, resource) => [
      guid(resource),
      { scopes: Array.from({ length: permissions }, (_, scope) => guid(scope)) },
    ]),
  );
const CANNOT = "cannot be a key, which is part of resource names";

/** Well-formed, and wrong all the same. */
export const meanings: Row[] = [
  // Redirect URIs, by Entra's rules
  redirect("https://*.example.com", "wildcards are not allowed"),
  redirect("http://example.com/", "uses http; only https is allowed"),
  redirect("localhost:9000", 'has the scheme "localhost"'),
  redirect("example.com/callback", "is not an absolute URI"),
  redirect("/callback", "is not an absolute URI"),
  redirect("https:/example.com", "is not an absolute URI"),
  redirect("https://", "is not an absolute URI"),
  redirect("ftp://example.com/", 'has the scheme "ftp"'),
  redirect("myapp://callback", 'has the scheme "myapp"'),
  redirect("urn:ietf:wg:oauth:2.0:oob", 'has the scheme "urn"'),
  redirect("javascript:alert(1)", 'has the scheme "javascript"'),
  redirect(" https://example.com/", "contains white space"),
  redirect("https://example.com/a b", "contains white space"),
  redirect("https://example.com/#top", "has a fragment"),
  redirect("https://ada:pw@example.com/", "contains a user name or password"),
  redirect("https://[::1]/", "is on [::1], which Entra does not support"),
  redirect("https://example.com/a(b)", "contains (, one of the characters"),
  redirect("https://example.com/?a=b;c", "contains ;, one of the characters"),
  redirect(`https://example.com/${"x".repeat(240)}`, "has 260 characters; Entra allows at most 256"),
  [
    "clients/storefront/redirectUris",
    ["https://a.example/", "https://a.example"],
    "clients.storefront.redirectUris[1]: https://a.example/ is there twice",
  ],
  [
    "clients/storefront/redirectUris",
    ["https://a.example/cb", "https://A.Example/cb"],
    "clients.storefront.redirectUris[1]: https://A.Example/cb is there twice",
  ],
  [
    "clients/storefront/redirectUris",
    ["https://a.example/cb", "https://a.example:443/cb"],
    "clients.storefront.redirectUris[1]: https://a.example:443/cb is there twice",
  ],
  [
    "clients/storefront/redirectUris",
    Array.from({ length: 257 }, (_, index) => `https://a.example/${index}`),
    "has 257 entries; Entra allows at most 256",
  ],
  // Operations, by what WSO2's gateway routes
  operation("POST", 'apis.books.operations.POST: is not an operation; write it like "POST /books"'),
  operation("/books", 'apis.books.operations["/books"]: is not an operation'),
  operation("POST books", 'apis.books.operations["POST books"]: is not an operation'),
  operation("", 'apis.books.operations[""]: is not an operation'),
  operation("TRACE /books", "has the verb TRACE; allowed: GET, POST"),
  operation("CONNECT /books", "has the verb CONNECT; allowed: GET, POST"),
  operation("GET,POST /books", "has the verb GET,POST; allowed: GET, POST"),
  operation("GET /books /orders", "is not an operation"),
  ["apis/books/operations", { "GET /books": [], "get /books": [] }, "GET /books is there twice"],
  [
    "apis/books/operations",
    { "GET /books": ["book_add"] },
    'no permission of this API. Did you mean "books_add"',
  ],
  ["apis/books/operations", { "GET /books": ["books_read", "books_read"] }, '"books_read" is there twice'],
  [
    "apis/books/operations",
    { "GET /books": ["Books_Read"] },
    'found "Books_Read", no permission of this API',
  ],
  ["apis/books/operations", undefined, 'has neither "openapi" nor operations'],
  ["apis/books/permissions", undefined, 'has neither "openapi" nor permissions'],
  // Permissions and roles, by what Entra takes as a value
  permission("books add", 'contains " "'),
  permission("bücher", 'contains "ü"'),
  permission(".books", "begins with a dot"),
  permission('books"add', 'contains "\\""'),
  permission("books\\add", 'contains "\\\\"'),
  permission("b".repeat(121), "has 121 characters; Entra allows at most 120"),
  permission("", "is empty"),
  permission("Books_Add", 'differs only by case from "books_add"; Choreo takes the two for one'),
  [
    "apis/books",
    orders({ roles: { "head librarian": {} } }),
    'apis.books.roles["head librarian"]: role "head librarian" contains " "',
  ],
  ["apis/books", orders({ roles: { "": {} } }), 'apis.books.roles[""]: role "" is empty'],
  [
    "apis/books",
    orders({ roles: { ["r".repeat(121)]: {} } }),
    "has 121 characters; Entra allows at most 120",
  ],
  ["apis/books/roles", { librarian: {} }, 'apis.books.assigned: is for an API without "roles"'],
  // Identifier URIs
  identifierUri("books", "must be a URI like api://books"),
  identifierUri("api://books/", "must not end with a slash"),
  identifierUri("https://taylordean.example/", "must not end with a slash"),
  identifierUri("api://*", "must not contain a wildcard"),
  identifierUri(`api://${"x".repeat(250)}`, "has 256 characters; Entra allows at most 255"),
  [
    "apis",
    {
      books: orders({ name: "books", identifierUri: "api://shared" }),
      orders: orders({ identifierUri: "API://Shared" }),
    },
    "apis.orders.identifierUri: API://Shared is that of apis.books too",
  ],
  // Names that every object of JavaScript has
  ...["constructor", "toString", "hasOwnProperty", "__proto__"].flatMap((name): Row[] => [
    key("apis", name, "every JavaScript object has"),
    key("clients", name, "every JavaScript object has"),
    [["apis", "books", "permissions"], own(name, null), `books.permissions.${name}: `],
    [["apis", "books", "roles"], own(name, {}), `books.roles.${name}: `],
    ["clients/storefront/uses", own(name, ["books_read"]), `clients.storefront.uses.${name}: `],
    ["apis/books/preAuthorized", [name], "preAuthorized[0]: unknown client"],
  ]),
  // Other permissions
  [
    "apis/books/requiredResourceAccess",
    { [GRAPH]: { scopes: [USER_READ, USER_READ.toUpperCase()] } },
    `scopes: ${USER_READ} is there twice`,
  ],
  [
    "apis/books/requiredResourceAccess",
    { [GRAPH]: { scopes: [USER_READ] }, [GRAPH.toUpperCase()]: { roles: [USER_READ] } },
    `is the same resource as ${GRAPH}; one has one entry`,
  ],
  // Documents
  ["apis/books/openapi", "openapi/orders.yaml", 'apis.books.operations: cannot stand beside "openapi"'],
  [
    "apis/orders",
    { version: "1.0.0", openapi: "missing.yaml" },
    "apis.orders.openapi: missing.yaml does not exist",
  ],
  ["apis/orders", { version: "1.0.0", openapi: "openapi" }, "apis.orders.openapi: openapi cannot be read"],
  ["apis/orders", { version: "1.0.0", openapi: { file: "missing.yaml" } }, "missing.yaml does not exist"],
  ["apis/orders", { version: "1.0.0", openapi: "README.md" }, "apis.orders.openapi: README.md "],
  ["apis/orders", { version: "1.0.0", openapi: "package.json" }, "package.json is not an OpenAPI document"],
  [
    "apis/orders",
    { version: "1.0.0", openapi: "openapi/orders.yaml", permissions: { order_read: null } },
    "apis.orders.permissions.order_read: is no scope of openapi/orders.yaml",
  ],
  // Clients
  [
    "clients/storefront/uses",
    { book: ["books_add"] },
    'unknown API "book". Did you mean "books"? APIs of this stack: books.',
  ],
  ["clients/storefront/uses", { Books: ["books_add"] }, 'unknown API "Books". Did you mean "books"?'],
  [
    "clients/storefront/uses/books",
    ["books_write"],
    'unknown permission "books_write" of the API books. Did you mean "books_read"',
  ],
  [
    "clients/storefront/uses/books",
    ["books_add", "books_add"],
    'clients.storefront.uses.books[1]: "books_add" is there twice',
  ],
  [
    "clients/storefront/adminConsent",
    ["orders"],
    'names "orders", which the client does not use. It uses: books.',
  ],
  [
    "clients/storefront/adminConsent",
    ["book"],
    'names "book", which the client does not use. Did you mean "books"?',
  ],
  ["clients/storefront/secret/expires", "soon", 'found "soon"; allowed is a duration like 180d'],
  ["clients/storefront/secret/expires", "180", 'found "180"; allowed is a duration like 180d'],
  ["clients/storefront/secret/expires", "180 days", 'found "180 days"; allowed is a duration like 180d'],
  ["clients/storefront/secret/expires", "P180D", 'found "P180D"; allowed is a duration like 180d'],
  ["clients/storefront/secret/expires", "0d", 'found "0d"; allowed is a duration like 180d'],
  ["clients/storefront/secret/expires", "-30d", 'found "-30d"; allowed is a duration like 180d'],
  ["clients/storefront/secret/expires", "", 'found ""; allowed is a duration like 180d'],
  ["clients/storefront/secret/expires", "2027-02-30", 'found "2027-02-30"; allowed is a duration like 180d'],
  ["clients/storefront/secret/expires", "31.3.2027", 'found "31.3.2027"; allowed is a duration like 180d'],
  ["clients/storefront/secret/expires", "2027-03-31T12:00:00Z", 'found "2027-03-31T12:00:00Z"'],
  ["clients/storefront/secret/expires", "25m", "25m is beyond 24 months (2028-11-24)"],
  ["clients/storefront/secret/expires", "3y", "3y is beyond 24 months"],
  ["clients/storefront/secret/expires", "never", 'found "never"'],
  ["clients/storefront/secret/expires", "2029-01-01", "2029-01-01 is beyond 24 months"],
  ["clients/storefront/secret", { expires: "20d" }, "secret.warnDays: found 30; must be less than the 20d"],
  // Names in Azure and Choreo
  [
    "clients/shop",
    shop({ displayName: "storefront" }),
    'would have the name "storefront (dev)" in Azure, as clients.storefront has',
  ],
  [
    "clients/shop",
    shop({ displayName: "Storefront" }),
    'would have the name "Storefront (dev)" in Azure, as clients.storefront has',
  ],
  ["clients/books", shop(), 'clients.books: would have the name "books (dev)" in Azure, as apis.books has'],
  [
    "apis/orders",
    orders({ displayName: "books" }),
    'apis.orders: would have the name "books (dev)" in Azure, as apis.books has',
  ],
  [
    "apis/again",
    orders({ name: "books" }),
    "apis.again: is books 1.0.0, as apis.books is; one API has one entry",
  ],
  [
    "clients/storefront/displayName",
    "x".repeat(65),
    "has 71 characters; an application in Choreo has at most 70",
  ],
  [
    "clients/storefront/displayName",
    "Shop #1",
    'its name "Shop #1 (dev)" contains "#", one of the characters',
  ],
  ["clients/storefront/displayName", "Ada's shop", `its name "Ada's shop (dev)" contains "'"`],
  ["clients/storefront/displayName", "50% off", 'contains "%"'],
  ["clients/storefront/displayName", "a,b", 'contains ","'],
  ["clients/storefront/displayName", "a\tb", "contains U+0009, which nobody sees"],
  // An identity provider that the stack makes
  [
    "choreo/identityProvider",
    { name: "AzureAD " },
    'choreo.identityProvider.name: found "AzureAD "; must not begin or end with white space',
  ],
  ["choreo/identityProvider", { name: "  " }, "choreo.identityProvider.name: found"],
  [
    "choreo/identityProvider",
    { name: "Entra", description: "Managed by Pulumi: other/stack" },
    'choreo.identityProvider.description: found "Managed by Pulumi: other/stack"; must not begin with',
  ],
  [
    "choreo/identityProvider",
    { name: "Entra", environments: ["Default", "Default"] },
    'choreo.identityProvider.environments[1]: found "Default"; is there twice',
  ],
  // What a registration lists in all
  [
    "clients/storefront/requiredResourceAccess",
    resources(50, 1),
    "clients.storefront.requiredResourceAccess: names 51 APIs, uses and requiredResourceAccess together; Entra allows at most 50",
  ],
  [
    "clients/storefront/requiredResourceAccess",
    resources(2, 200),
    "clients.storefront.requiredResourceAccess: names 402 permissions, uses and requiredResourceAccess together; Entra allows at most 400",
  ],
  [
    "apis/books/requiredResourceAccess",
    resources(51, 1),
    "apis.books.requiredResourceAccess: names 51 APIs; Entra allows at most 50",
  ],
  // Keys
  key("apis", "", 'apis[""]: is an empty key'),
  key("clients", "", 'clients[""]: is an empty key'),
  key("apis", "x::y/z", `apis["x::y/z"]: ${CANNOT}`),
  key("clients", "x::y", `clients["x::y"]: ${CANNOT}`),
  key("clients", "a/b", `clients["a/b"]: ${CANNOT}`),
  key("apis", " orders", `apis[" orders"]: ${CANNOT}`),
  key("apis", "orders ", `apis["orders "]: ${CANNOT}`),
  key("apis", "-orders", `apis["-orders"]: ${CANNOT}`),
  key("clients", "it's", `clients["it's"]: ${CANNOT}`),
  key("clients", "$shop", `clients["$shop"]: ${CANNOT}`),
  key("clients", "a\nb", `clients["a\\nb"]: ${CANNOT}`),
  key("apis", "x".repeat(101), "is a key of 101 characters; at most 100 are allowed"),
  // Who knows whom
  [
    "apis/books/preAuthorized",
    ["storefrnt"],
    'apis.books.preAuthorized[0]: unknown client "storefrnt". Did you mean "storefront"',
  ],
  [
    "apis/orders",
    orders({ preAuthorized: ["storefront"] }),
    'apis.orders.preAuthorized[0]: the client "storefront" does not use this API; add it to clients.storefront.uses',
  ],
];
