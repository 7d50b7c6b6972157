import { describe, expect, test } from "@jest/globals";
import {
  compareWithHistory,
  departedAssignments,
  explainDeparted,
  formerPrincipals,
  History,
} from "../../../program/history/index.ts";
import { SettingsError } from "../../../settings/index.ts";
import { mapValues } from "../../../shared/records.ts";
import { guideConfig, NOW } from "../../settings/fixture.ts";
import { compare, resolved, resource, state, webApi } from "./fixture.ts";

describe("owners", () => {
  test("a run of another identity says that it takes the owner's place", () => {
    expect(compare(guideConfig(), state({ owners: ["ci-id"] })).notices).toEqual([
      expect.stringMatching(
        /object id caller-id\) owner of books, storefront and takes ci-id off.*choreo-azuread:deployer/,
      ),
    ]);
  });

  test("one that has no owner of its own left is told", () => {
    const settings = resolved(guideConfig());
    const apis = mapValues(settings.apis, (api) => ({ ...api, owners: [] }));
    const before = new History(state({ owners: ["ci-id"] }));
    const { notices } = compareWithHistory(before, { ...settings, apis, clients: {} }, NOW);
    expect(notices).toEqual([
      expect.stringMatching(/^Owners: this run takes ci-id off books, which has no owner of its own/),
    ]);
  });

  test("not if the settings name the deployer, nor if it was an owner before", () => {
    const deployer = "0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04";
    expect(compare({ ...guideConfig(), deployer }, state({ owners: ["ci-id"] }), deployer).notices).toEqual(
      [],
    );
    expect(compare(guideConfig(), state({ owners: ["caller-id", "ada-id"] })).notices).toEqual([]);
  });
});

test("what users and groups were called is in the outputs of the last run", () => {
  expect(formerPrincipals(new History(state()))).toEqual({
    "ada-id": ["ada@taylordean.example"],
    "group-id": ["Librarians"],
  });
  expect(formerPrincipals(new History([]))).toEqual({});
});

describe("people who have left the directory", () => {
  const principal = resource(`${webApi}$azuread:index/servicePrincipal:ServicePrincipal`, "books", {
    objectId: "sp",
  });
  const assignment = (suffix: string, principalObjectId: string, resourceObjectId = "sp") =>
    resource(`${webApi}$azuread:index/appRoleAssignment:AppRoleAssignment`, `books-${suffix}`, {
      appRoleId: "zeros",
      principalObjectId,
      resourceObjectId,
      principalType: "User",
      id: "x",
    });
  const history = new History([
    ...state(),
    principal,
    assignment("user-ada-id", "ada-id"),
    assignment("user-gone-id", "gone-id"),
    assignment("user-moved-id", "moved-id"),
    { ...assignment("", "kept-id"), name: "books:departed-user-kept-id" },
    assignment("v2-user-other-id", "other-id", "another-sp"),
  ]);
  const settings = resolved(guideConfig());
  const apis = mapValues(settings.apis, (api) => ({
    ...api,
    principals: { users: { "ada@taylordean.example": "ada-id" }, groups: {} },
  }));

  test("keep their assignments in the state, where the settings do not name them any more", async () => {
    const asked: string[][] = [];
    const departed = await departedAssignments(history, { apis }, async (_, ids) => {
      asked.push(ids);
      return ["moved-id"];
    });
    expect(departed).toEqual({
      books: [
        { suffix: "-user-gone-id", appRoleId: "zeros", principalObjectId: "gone-id", resourceObjectId: "sp" },
      ],
    });
    expect(asked).toEqual([["gone-id", "moved-id"]]);
  });

  test("are not asked for while the settings name all that the state has", async () => {
    const ask = () => Promise.reject(new Error("asked"));
    expect(
      await departedAssignments(new History([principal, assignment("user-ada-id", "ada-id")]), { apis }, ask),
    ).toEqual({
      books: [],
    });
  });

  test("a group's name where a user's belongs was never that of one", () => {
    const message = 'no user "Librarians" in Entra ID. Take out who has left';
    const error = new SettingsError([{ path: ["apis"], message }]);
    expect(explainDeparted(error, history).problems).toEqual([{ path: ["apis"], message }]);
    const group = { path: ["apis"], message: 'no group "Librarians" in Entra ID. Take it out' };
    expect(explainDeparted(new SettingsError([group]), history).problems[0]?.message).toMatch(
      /Take it out\. The last run found it \(object id group-id\)/,
    );
  });

  test("and are still named: the error says that the last run had found them", () => {
    const missing = (name: string) => ({ path: ["apis"], message: `no user "${name}" in Entra ID.` });
    const names = ["ada@taylordean.example", "Ada@TaylorDean.example", "typo@taylordean.example"];
    const error = new SettingsError(names.map(missing));
    const { problems } = explainDeparted(error, history);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^no user "ada@.*The last run found it \(object id ada-id\).*take the name out$/),
      expect.stringMatching(/^no user "Ada@T.*The last run found it \(object id ada-id\)/),
      'no user "typo@taylordean.example" in Entra ID.',
    ]);
  });
});
