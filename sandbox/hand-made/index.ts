import { type Services, signIn } from "../kit/services.ts";
import * as seed from "../seed.ts";
import type { Sandbox } from "../start.ts";
import { makeApi, makeApplication, secureApi, setPermissions } from "./console.ts";
import { type Client, makeClient, makeGroup, makeUser, makeWebApi } from "./portal.ts";

export type HandMade = Awaited<ReturnType<typeof makeByHand>>;

/**
 * What a team has after a year of following the guide by hand: some of it works, some of it is broken in the ways in which pasting
 * breaks things. Made through the REST interfaces alone, as the portals' own pages do. Eight APIs, ten clients that Choreo knows.
 *
 * @returns what was made, with the clients' secrets: they are to work afterwards as they do now
 */
export async function makeByHand(sandbox: Pick<Sandbox, "entra" | "choreo">) {
  const services = await signIn(sandbox);
  const people = await makePeople(services);
  const apis = await makeApis(services);
  const webApis = await makeWebApis(services, apis, people);
  const clients = await makeClients(services, apis, webApis);
  await breakByHand(services, apis, webApis, clients);
  return { services, people, apis, webApis, clients };
}

async function makePeople({ graph }: Services) {
  const { users, groups } = seed.entra;
  const juergen = await makeUser(graph, "juergen.mueller", "Jürgen Müller");
  const { id } = await makeGroup(graph, "Bücherei Süd", [juergen.id]);
  return { ada: users.ada, eve: users.eve, juergen, librarians: groups.librarians, southern: { id } };
}

async function makeApis({ publisher }: Services) {
  const { books, orders } = seed.choreo.apis;
  const crud = (name: string, permissions: { read: string[]; write: string[] }) => ({
    [`GET /${name}`]: permissions.read,
    [`POST /${name}`]: permissions.write,
    [`GET /${name}/{id}`]: permissions.read,
    [`DELETE /${name}/{id}`]: permissions.write,
  });
  return {
    books: await secureApi(publisher, books.id, {
      permissions: ["books_add", "books_read"],
      operations: crud("books", { read: ["books_read"], write: ["books_add"] }),
    }),
    orders: await secureApi(publisher, orders.id, {
      permissions: ["orders_read", "orders_write"],
      operations: crud("orders", { read: ["orders_read"], write: ["orders_write"] }),
    }),
    customers: await makeApi(publisher, {
      // Its permissions' full names have the API's name in them, and Entra takes no umlauts there.
      name: "Kunden Portal",
      version: "2.0.0",
      context: "/kunden",
      permissions: ["kunden_lesen", "kunden_aendern"],
      operations: { "GET /kunden": ["kunden_lesen"], "PUT /kunden/{id}": ["kunden_aendern"] },
    }),
    invoices: await makeApi(publisher, {
      name: "invoices",
      context: "/invoices",
      permissions: ["invoices_read"],
      operations: { "GET /invoices": ["invoices_read"] },
      publish: false,
    }),
    stock: await makeApi(publisher, {
      name: "Stock Levels",
      context: "/stock",
      permissions: ["stock_read"],
      // The second one is secured below, and never deployed.
      operations: { "GET /stock": ["stock_read"], "POST /stock": [] },
    }),
    shipments: await makeApi(publisher, {
      name: "shipments",
      context: "/shipments",
      permissions: ["shipments_read"],
      operations: { "GET /shipments": ["shipments_read"] },
    }),
    payroll: await makeApi(publisher, {
      name: "payroll",
      context: "/payroll",
      permissions: ["payroll_read"],
      operations: { "GET /payroll": ["payroll_read"] },
    }),
    ping: await makeApi(publisher, {
      name: "ping",
      context: "/ping",
      permissions: [],
      operations: { "GET /ping": [] },
    }),
  };
}

type Apis = Awaited<ReturnType<typeof makeApis>>;
type People = Awaited<ReturnType<typeof makePeople>>;

async function makeWebApis({ graph }: Services, apis: Apis, { ada, juergen, librarians, southern }: People) {
  const { deployer } = seed.entra;
  return {
    books: await makeWebApi(graph, {
      name: "Books API (Azure)",
      scopes: { [named(apis.books, "books_add")]: "admins", [named(apis.books, "books_read")]: "users" },
      assigned: [{ id: ada.id }, { id: librarians.id }],
      owners: [deployer.servicePrincipalId, ada.id],
    }),
    orders: await makeWebApi(graph, {
      name: "orders",
      // Typed instead of copied.
      scopes: {
        "urn:taylordean:orders:Orders_Read": "admins",
        [named(apis.orders, "orders_write")]: "admins",
      },
      assigned: [{ id: ada.id }],
    }),
    customers: await makeWebApi(graph, {
      name: "Kunden Übersicht",
      scopes: {
        [named(apis.customers, "kunden_lesen")]: "users",
        [named(apis.customers, "kunden_aendern")]: "admins",
        // As the portal suggests it; no permission in Choreo.
        access_as_user: "users",
      },
      roles: ["clerk", "boss"],
      assigned: [
        { id: juergen.id, role: "boss" },
        { id: southern.id, role: "clerk" },
      ],
    }),
    invoices: await makeWebApi(graph, {
      name: "invoices-api",
      scopes: { [named(apis.invoices, "invoices_read")]: "admins" },
      assigned: [{ id: ada.id }],
    }),
    stock: await makeWebApi(graph, {
      name: "Stock",
      scopes: { [named(apis.stock, "stock_read")]: "admins" },
      assigned: [{ id: librarians.id }],
    }),
    shipments: await makeWebApi(graph, {
      name: "Shipments",
      scopes: { [named(apis.shipments, "shipments_read")]: "admins" },
    }),
    payroll: await makeWebApi(graph, {
      name: "Payroll",
      scopes: { [named(apis.payroll, "payroll_read")]: "users" },
      assignmentRequired: false,
    }),
    /** Of an API that somebody deleted in Choreo. */
    forgotten: await makeWebApi(graph, {
      name: "Returns (old)",
      scopes: { "urn:taylordean:returns:returns_read": "admins" },
    }),
    /** Has nothing to do with Choreo, as most registrations of a tenant. */
    foreign: await makeWebApi(graph, { name: "Payroll SaaS", scopes: { access_as_user: "users" } }),
  };
}

type WebApis = Awaited<ReturnType<typeof makeWebApis>>;

async function makeClients({ graph, devportal }: Services, apis: Apis, web: WebApis) {
  let port = 9000;
  const makeUses = (key: keyof Apis & keyof WebApis, ...more: [boolean?, boolean?]) => {
    const [adminConsent = true, preAuthorized = false] = more;
    return { of: web[key], scopes: Object.keys(web[key].scopes), adminConsent, preAuthorized };
  };
  const make = (name: string, uses: ReturnType<typeof makeUses>[], secretDays?: number[]) =>
    makeClient(graph, {
      name,
      uses,
      redirectUris: [`https://localhost:${port++}/`],
      ...(secretDays ? { secretDays } : {}),
    });
  const subscribed = async (
    name: string,
    client: Client,
    keys: (keyof Apis)[],
    keyType: "PRODUCTION" | "SANDBOX" = "PRODUCTION",
  ) => {
    const { id } = await makeApplication(devportal, {
      name,
      keys: [{ clientId: client.appId, keyType }],
      subscribe: keys.map((key) => apis[key].id),
    });
    return { ...client, applicationId: id };
  };
  // Choreo gives no subscription to an API that is not published.
  const storefront = await subscribed(
    "Storefront",
    await make("storefront-web", [makeUses("books"), makeUses("customers", false)], [12, 300]),
    ["books", "customers"],
  );
  const haendler = await subscribed(
    "Händlerportal München",
    await make("Händlerportal München", [makeUses("customers", false, true), makeUses("stock")]),
    ["customers"],
  );
  await devportal.post("/subscriptions", {
    applicationId: haendler.applicationId,
    apiId: apis.stock.id,
    throttlingPolicy: "Bronze",
  });
  const backOffice = await subscribed("back office", await make("Back Office", [makeUses("orders")]), [
    "orders",
  ]);
  const reports = await subscribed("reports", await make("reports", [makeUses("books")], [-20]), ["books"]);
  const mobile = await subscribed("mobile", await make("mobile", [makeUses("books")]), ["books"], "SANDBOX");
  const kiosk = await subscribed("kiosk", await make("kiosk", [makeUses("books", false)]), []);
  const ghost = await subscribed("ghost", await make("ghost", [makeUses("books")]), ["books"]);
  const payslips = await subscribed("payslips", await make("payslips", [makeUses("payroll", false)]), [
    "payroll",
  ]);
  const batch = await make("batch", [makeUses("stock")]);
  const batchTest = await make("batch test", [makeUses("stock")]);
  await makeApplication(devportal, {
    name: "batch",
    keys: [{ clientId: batch.appId }, { clientId: batchTest.appId, keyType: "SANDBOX" }],
    subscribe: [apis.stock.id],
  });
  await makeApplication(devportal, { name: "empty", subscribe: [apis.books.id] });
  await makeApplication(devportal, {
    name: "typo",
    keys: [{ clientId: "580b40b7-5513-4714-a4e0-8d4e784f7dc6" }],
    subscribe: [apis.books.id],
  });
  /** Was to become a client, and never got a key. */
  const oldPortal = await make("Old portal", [makeUses("books", false)]);
  return {
    storefront,
    haendler,
    backOffice,
    reports,
    mobile,
    kiosk,
    ghost,
    payslips,
    batch,
    batchTest,
    oldPortal,
  };
}

/** What went wrong after it had worked. */
async function breakByHand(
  { graph, publisher }: Services,
  apis: Apis,
  web: WebApis,
  { ghost }: Awaited<ReturnType<typeof makeClients>>,
): Promise<void> {
  for (const { objectId } of [web.shipments, ghost]) await graph.delete(`/applications/${objectId}`);
  // "Save" without "Deploy": the gateway goes on letting everybody through.
  await setPermissions(publisher, apis.stock.id, ["stock_read", "stock_write"], {
    "POST /stock": ["stock_write"],
  });
}

function named({ permissions }: { permissions: Record<string, string> }, permission: string): string {
  return permissions[permission] as string;
}
