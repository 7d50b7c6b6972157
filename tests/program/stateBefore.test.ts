import { expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { stateBefore } from "../../program/history/index.ts";

const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();

async function stateWith(call: pulumi.runtime.Mocks["call"]) {
  const mocks = { newResource: () => ({ id: "", state: {} }), call };
  await pulumi.runtime.setMocks(mocks, "choreo-azuread", "dev", false, "organization");
  return stateBefore();
}

test("the state is what the engine says of it", async () => {
  const urn = "urn:pulumi:dev::choreo-azuread::a:index:A$b:index:B::na::me";
  const outputs = { [urn]: { outputs: { apiId: "books-id" } } };
  expect(await stateWith(({ inputs }) => ({ ...inputs, outputs }))).toEqual([
    { urn, type: "a:index:A$b:index:B", name: "na::me", outputs: { apiId: "books-id" } },
  ]);
  expect(warn).not.toHaveBeenCalled();
});

test("one that cannot be read is told, with all that is not checked for it", async () => {
  const state = await stateWith(() => {
    throw new Error("the backend answered 503");
  });
  expect(state).toBeUndefined();
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(
      /^The state before this run could not be read, so these were not checked: .*renamed.*rotations.*owners.*people who have left.*left in Entra ID\./,
    ),
  );
});
