import { expect, test } from "@jest/globals";
import type { Found } from "../../../cli/recover/found.ts";
import { onlySure } from "../../../cli/recover/sure.ts";
import { stackIdResource, stackIdTag } from "../../../shared/stackMark.ts";

const found = (id: string, stackId?: string): Found => ({
  application: {
    id,
    appId: `${id}-client`,
    displayName: `${id} (prod)`,
    tags: ["pulumi", "choreo-azuread/prod", ...(stackId ? [stackIdTag(stackId)] : [])],
  },
  principal: undefined,
  assignments: [],
  grants: [],
});
const application = (id: string) => ({
  urn: `urn:pulumi:prod::choreo-azuread::choreo-azuread:index:AzureWebApi$azuread:index/application:Application::${id}`,
  type: "azuread:index/application:Application",
  id: `/applications/${id}`,
});
const idOf = (result: string) => ({
  urn: `urn:pulumi:prod::choreo-azuread::${stackIdResource.type}::${stackIdResource.name}`,
  type: stackIdResource.type,
  id: result,
  outputs: { result },
});
const tagged = [found("ours", "own"), found("theirs", "another"), found("old"), found("known")];
const sureOf = (resources: object[], named: string[] = []) => {
  const { found: sure, ...rest } = onlySure(tagged, { deployment: { resources } } as never, named);
  return { sure: sure.map(({ application: { id } }) => id), ...rest };
};

test("two stacks of one name in one tenant: only what bears the own id, or is in the state, is touched", () => {
  const { sure, notes } = sureOf([idOf("own"), application("known")]);
  expect(sure).toEqual(["ours", "known"]);
  expect(notes).toEqual([
    expect.stringMatching(/^Left alone: .*"theirs \(prod\)".*the stack id another.*--application theirs$/),
    expect.stringMatching(/^Left alone: .*"old \(prod\)".*no stack id.*--application old$/),
  ]);
});

test("a state without an id, lost or of an earlier version, owns nothing but what a person names", () => {
  expect(sureOf([]).sure).toEqual([]);
  expect(sureOf([], ["old", "ours"]).sure).toEqual(["ours", "old"]);
});

test("a state that was lost gets the stack's id back from what a person names, if that has one", () => {
  expect(sureOf([], ["ours"]).lostId).toBe("own");
  expect(sureOf([], ["old"]).lostId).toBeUndefined();
  expect(sureOf([], ["ours", "theirs"]).lostId).toBeUndefined();
  expect(sureOf([], []).lostId).toBeUndefined();
  expect(sureOf([idOf("own")], ["theirs"]).lostId).toBeUndefined();
});

test("only what bears the stack's name can be named", () => {
  expect(() => sureOf([], ["elsewhere"])).toThrow("No application with the object id elsewhere");
});
