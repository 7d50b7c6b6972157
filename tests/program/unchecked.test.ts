import { beforeAll, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { registeredAlready } from "../../program/alreadyInEntra.ts";
import { compareWithHistory, History } from "../../program/history/index.ts";
import { importedInEntra } from "../../program/importedInEntra.ts";
import { takenIdentityProvider } from "../../program/takenIdentityProvider.ts";
import { refusedIdentifierUris, takenInEntra } from "../../program/takenInEntra.ts";
import type { ResolvedSettings } from "../../settings/index.ts";
import { guideConfig } from "../settings/fixture.ts";
import { application, clientApp, resolved, resource, state, webApi } from "./history/fixture.ts";

// What cannot be looked up stops nobody, and a warning says that it was not checked (docs/configuration.md).

const DENIED = "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied";
beforeAll(async () => {
  const call = ({ inputs }: pulumi.runtime.MockCallArgs): never => {
    const several = inputs.displayName === "Twice";
    const message = several ? 'found multiple applications with the same displayName: "Twice"' : DENIED;
    throw Object.assign(new Error(message), { details: message });
  };
  const newResource = () => ({ id: "", state: {} });
  await pulumi.runtime.setMocks({ call, newResource }, "choreo-azuread", "dev");
});

const settings = (books: Record<string, unknown> = {}, more: object = {}) =>
  ({ ...resolved(guideConfig({ books })), tenantId: "tenant", ...more }) as ResolvedSettings;
const history = new History([
  resource(`${webApi}$${application}`, "books", { displayName: "Old", objectId: "1", clientId: "c" }),
  resource(`${clientApp}$${application}`, "storefront", { displayName: "storefront (dev)", objectId: "2" }),
]);
const nothing = { problems: [], notices: [] };

test("a name and an identifier URI that somebody may have", async () => {
  expect(await takenInEntra(history, settings({ identifierUri: "api://mine" }))).toEqual({
    problems: [],
    notices: [
      `apis.books: would have the name "books (dev)" in Azure: whether an app registration has it could not be looked up: ${DENIED}`,
      `apis.books.identifierUri: would have the identifier URI api://mine: whether an app registration has it could not be looked up: ${DENIED}`,
    ],
  });
});

test("a verified domain of the tenant, which version 1 tokens need", async () => {
  const refused = (identifierUri: string, tokenVersion: 1 | 2) =>
    refusedIdentifierUris(history, settings({ identifierUri, tokenVersion }));
  expect(await refused("api://mine", 1)).toEqual({
    problems: [],
    notices: [
      `apis.books.identifierUri: whether api://mine has a verified domain of the tenant in it, as version 1 tokens need, could not be looked up: ${DENIED}`,
    ],
  });
  expect(await refused("api://mine", 2)).toEqual(nothing);
  // Its own ids need no domain.
  expect(await refused("api://tenant/mine", 1)).toEqual(nothing);
});

test("an identity provider that the stack makes", async () => {
  const made = { name: "Entra", issuer: "https://login.example/v2.0" };
  const refuse = async () => {
    throw new Error("needs apim:admin");
  };
  const look = (id: string, before = new History([])) =>
    takenIdentityProvider(before, settings({}, { madeIdentityProvider: made, identityProvider: { id } }), {
      byIssuer: refuse,
      description: refuse,
    });
  const path = "choreo.identityProvider: whether";
  const issuer = `${path} another identity provider has the issuer https://login.example/v2.0 could not be looked up: needs apim:admin`;
  expect(await look("idp")).toEqual({
    problems: [],
    notices: [
      `${path} this stack made the identity provider "Entra", which is there, could not be looked up: needs apim:admin`,
      issuer,
    ],
  });
  expect(await look("")).toEqual({ problems: [], notices: [issuer] });
  const own = new History([resource("pulumi-nodejs:dynamic/choreo:IdentityProvider", "idp", made)]);
  expect(await look("idp", own)).toEqual(nothing);

  Object.assign(made, { adopt: true });
  const absent = `choreo.identityProvider.adopt: takes nothing over, as Choreo has no identity provider "Entra": this run makes it`;
  expect(await look("")).toEqual({ problems: [], notices: [absent, issuer] });
  expect(await look("", own)).toEqual(nothing);

  const taken = async (description: string) => {
    const settled = settings({}, { madeIdentityProvider: made, identityProvider: { id: "idp" } });
    const look = { byIssuer: async () => undefined, description: async () => description };
    return (await takenIdentityProvider(new History([]), settled, look)).notices.slice(1);
  };
  const another = expect.stringMatching(/: the stack shop\/prod has made or taken over "Entra"\. /);
  expect(await taken("Managed by Pulumi: shop/prod (taken over)")).toEqual([another]);
  expect(await taken("Managed by Pulumi: shop/prod")).toEqual([another]);
  expect(await taken("Managed by Pulumi: choreo-azuread/dev (taken over)")).toEqual([]);
  expect(await taken("By hand")).toEqual([]);
});

test("app registrations of new entries; several of a name are in the way", async () => {
  const orders = { version: "1.0.0", permissions: {}, operations: {} };
  const some = { ...settings(), apis: settings().apis, clients: {} };
  expect(await registeredAlready(new History([]), some)).toEqual({
    texts: [],
    notices: [
      `apis.books: whether an app registration has the name "books (dev)" could not be looked up: ${DENIED}`,
    ],
  });
  const twice = { ...some, apis: { orders: { ...orders, displayName: "Twice", formerly: [] } } };
  expect(await registeredAlready(new History([]), twice as unknown as ResolvedSettings)).toEqual({
    texts: [
      'apis.orders: would have the name "Twice" in Azure, which several app registrations have in Entra ID already. Give it another one, or delete those there',
    ],
    notices: [],
  });
});

test("a registration that was there before is not made, whether it can be looked up or not; an owner is left to Entra", async () => {
  const owner = "a1000000-0000-4000-8000-000000000009";
  const { books } = settings({ imported: true, displayName: "Books" }).apis;
  const apis = { books: { ...books, owners: ["caller", owner] } } as unknown as ResolvedSettings["apis"];
  const look = (of: History) =>
    importedInEntra(of, { apis, clients: {} }, () => Promise.reject(new Error(DENIED)));
  expect(await look(new History([]))).toEqual({
    problems: [
      {
        path: ["apis", "books", "imported"],
        message: `the registration is not in the state of this stack, and whether Entra ID has one called "Books" could not be looked up: ${DENIED}. If it has, "npm run import -- --stack dev --api books" takes it in as it is (docs/adopting.md). Without "imported" the stack makes one, of a name that is free`,
      },
    ],
    notices: [],
  });
  const before = (owners: string[]) =>
    new History([resource(`${webApi}$${application}`, "books", { owners })]);
  expect(await look(before([]))).toEqual({
    problems: [],
    notices: [
      `apis.books.owners: whether a user or service principal in Entra ID has the object id ${owner} could not be looked up: ${DENIED}`,
    ],
  });
  expect(await look(before([owner]))).toEqual(nothing);
});

test("what stacks have noted in an API and somebody damaged is in the way of a new stack, and of no other", () => {
  const damaged = settings();
  Object.assign(damaged.apis.books?.choreo ?? {}, { damage: "its custom property is damaged" });
  const found = (resources: Parameters<typeof state>[0] | undefined) =>
    compareWithHistory(new History(resources ? state(resources) : []), damaged);
  expect(found(undefined).problems).toEqual([
    { path: ["apis", "books"], message: "its custom property is damaged" },
  ]);
  expect(found({})).toMatchObject({
    problems: [],
    notices: expect.arrayContaining(["apis.books: its custom property is damaged"]),
  });
});
