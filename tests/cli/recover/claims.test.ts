import { expect, test } from "@jest/globals";
import { strayClaims } from "../../../cli/recover/claims.ts";
import { controlPlane } from "../../../providers/choreo/index.ts";
import { configFor } from "../../providers/emulator.ts";
import type { ApiStack } from "../../providers/shared/stack.ts";
import { useWorld } from "../../providers/shared/world.ts";

// An `up` that was killed right after its first write leaves a claim that no state knows of. If the stack then gets an id, or another one,
// nobody takes it up any more.

const NAME = "shop/dev/books";
const [OWN, OTHER] = [
  "aaaaaaaa-0000-4000-8000-000000000001",
  "bbbbbbbb-0000-4000-8000-000000000002",
] as const;
const POST = "POST /books";
const adding = { scopes: ["books_add"], operations: { [POST]: ["books_add"] }, environments: ["Default"] };
const reading = {
  scopes: ["books_read"],
  operations: { "GET /books": ["books_read"] },
  environments: ["Default"],
};
const apis = { library: { name: "books", version: "1.0.0" } };

const world = useWorld();

const as = (claimant: string) => Object.assign(world.stack("dev"), { claimant });

/** `up`, killed once its first write is there. */
async function killed(stack: ApiStack): Promise<void> {
  let isWritten = false;
  world.transport.beforeEach(async (_, call) => {
    if (isWritten) return { drop: "before" };
    isWritten = call.startsWith("PUT");
    return undefined;
  });
  await expect(stack.up(adding)).rejects.toThrow();
  world.transport.beforeEach(undefined);
}

function looked(named: string[] = [], known: string[] = [], ids: (string | undefined)[] = [OWN]) {
  const resources = known.map((claimant) => ({ urn: "", type: "", outputs: { claimant } }));
  const control = controlPlane(configFor(world.emulator));
  return strayClaims(control, apis, { deployment: { resources } }, { stack: "shop/dev", ids, named });
}

test("what an argument puts into another control plane was not looked at, and it says so", async () => {
  const outputs = { controlPlane: { organization: "berlin" } };
  const urn = "urn:pulumi:dev::shop::choreo:Application::kiosk";
  const resources = [{ urn, type: "pulumi-nodejs:dynamic/choreo:Application", outputs }];
  const control = controlPlane(configFor(world.emulator));
  const state = { deployment: { resources } };
  const { notes } = await strayClaims(control, apis, state, { stack: "shop/dev", ids: [OWN], named: [] });
  expect(notes).toEqual([expect.stringMatching(/^Claims were looked for .* puts kiosk\.$/)]);
});

test.each([
  ["none", NAME, "no stack id"],
  ["another one", `${NAME}@${OTHER}`, "another stack id"],
])("a claim that was made with %s is named, and removed on a person's word", async (_, lost, whose) => {
  await killed(as(lost));
  const own = as(`${NAME}@${OWN}`);
  await own.up(reading);
  const { removals, notes } = await looked([], [own.claimant]);
  expect(removals).toEqual([]);
  expect(notes).toEqual([
    `Left alone: the claim ${lost} on the API books 1.0.0 (books_add; Default) bears the name of this stack and ${whose}, so it may be another stack's. If no stack has it any more: --claim ${lost}`,
  ]);

  const named = await looked([lost], [own.claimant]);
  expect(named.notes).toEqual([]);
  expect(named.removals.map(({ what }) => what)).toEqual([
    `claim ${lost} on the API books 1.0.0 (books_add; Default), with what no other stack claims`,
  ]);
  for (const { remove } of named.removals) await remove();
  expect((await looked([], [own.claimant])).notes).toEqual([]);
  const { scopes } = await world.person.read();
  expect(scopes.map(({ scope }) => scope.name)).toEqual(["books_read"]);
  expect(await world.amiss(reading)).toEqual([]);
  await own.refresh();
  expect(own.preview()).toEqual([]);
  await own.destroy();
  expect(world.emulator.state()).toEqual(world.before);
});

test("where nobody else is at the API it is as before", async () => {
  await killed(as(NAME));
  const { removals } = await looked([NAME]);
  for (const { remove } of removals) await remove();
  expect(world.emulator.state()).toEqual(world.before);
});

test("what both claim stays", async () => {
  await killed(as(NAME));
  const own = as(`${NAME}@${OWN}`);
  await own.up(adding);
  for (const { remove } of (await looked([NAME], [own.claimant])).removals) await remove();
  expect(await world.amiss(adding)).toEqual([]);
});

test("the next `up` takes up what bears the stack's id or is in its state: nothing is said of it, nor of other stacks", async () => {
  await killed(as(`${NAME}@${OWN}`));
  await as("shop/prod/books").up(reading);
  await as(NAME).up(reading);
  expect(await looked([], [NAME])).toEqual({ removals: [], notes: [] });
});

test("a claim that is this stack's, or is not there, cannot be named", async () => {
  await as(NAME).up(reading);
  await expect(looked([NAME], [NAME])).rejects.toThrow(`${NAME} is the claim of this stack.`);
  await expect(looked(["shop/dev/orders"])).rejects.toThrow(
    "No API of the settings has a claim shop/dev/orders.",
  );
});

test("an API that cannot be looked at is told, and stands in nobody's way", async () => {
  const fault = { match: { path: "/apis" }, times: 9, then: { status: 403, body: {} } };
  world.emulator.setFaults([fault]);
  const { removals, notes } = await looked();
  world.emulator.setFaults([]);
  expect(removals).toEqual([]);
  expect(notes).toEqual([expect.stringMatching(/^Claims on the API books 1\.0\.0 were not looked at: /)]);
});
