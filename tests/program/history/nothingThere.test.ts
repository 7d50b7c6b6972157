import { expect, test } from "@jest/globals";
import { compareWithHistory, History, type StateResource } from "../../../program/history/index.ts";
import { guideConfig, NOW } from "../../settings/fixture.ts";
import { application, choreoApi, clientApp, resolved, resource, webApi } from "./fixture.ts";

function notices(raw: unknown, scopes: string[] = [], resources: StateResource[] = []) {
  const settings = resolved(raw);
  Object.assign(settings.apis.books?.choreo ?? {}, { scopes: scopes.map((name) => ({ name })) });
  return compareWithHistory(new History(resources), settings, NOW).notices;
}

test("permissions to take over of which Choreo has none; not where it has one, nor later, nor of what is imported", () => {
  const adopting = guideConfig({ books: { adopt: true } });
  const said = "apis.books.adopt: takes nothing over, as Choreo has none of its permissions";
  expect(notices(adopting)).toEqual([`${said} (it has none)`]);
  expect(notices(adopting, ["book_add"])).toEqual([`${said} (it has book_add)`]);
  expect(notices(adopting, ["books_add"])).toEqual([]);
  const permissions = resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiPermissions`, "books");
  expect(notices(adopting, [], [permissions])).toEqual([]);
  expect(notices(guideConfig({ books: { imported: true } }))).toEqual([]);
});

test("a secret that the client has, of a registration that this run makes", () => {
  const keeps = (more: object = {}) => guideConfig({ storefront: { secret: "external", ...more } });
  expect(notices(keeps())).toEqual([
    expect.stringMatching(/^clients\.storefront\.secret: external, but its registration is made in this run/),
  ]);
  expect(notices(keeps(), [], [resource(`${clientApp}$${application}`, "storefront")])).toEqual([]);
  expect(notices(keeps({ imported: true }))).toEqual([]);
  expect(notices(keeps({ redirectUris: [], spaRedirectUris: ["https://shop.example"] }))).toEqual([]);
});

test("an identifier URI that changes, to the default as well; not its case, nor that of a new API", () => {
  const uris = (identifierUri: string | undefined, before: string | undefined) =>
    notices(
      guideConfig({ books: identifierUri === undefined ? {} : { identifierUri } }),
      [],
      [
        resource(`${webApi}$${application}`, "books", { clientId: "own", displayName: "books (dev)" }),
        ...(before === undefined
          ? []
          : [
              resource(`${webApi}$azuread:index/applicationIdentifierUri:ApplicationIdentifierUri`, "books", {
                identifierUri: before,
              }),
            ]),
      ],
    );
  const changed = (from: string, to: string) =>
    `apis.books: its identifier URI changes from ${from} to ${to}: whoever goes on asking for the scopes of the old one gets AADSTS500011`;
  expect(uris("api://new", "api://old")).toEqual([changed("api://old", "api://new")]);
  expect(uris(undefined, "api://old")).toEqual([changed("api://old", "api://own")]);
  expect([
    uris("api://Old", "api://old"),
    uris(undefined, "api://own"),
    uris("api://new", undefined),
  ]).toEqual([[], [], []]);
});
