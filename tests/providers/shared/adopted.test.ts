import { beforeEach, describe, expect, test } from "@jest/globals";
import { sharedByTests } from "../../lifetimes.ts";
import type { Settings } from "./stack.ts";
import { startWorld } from "./world.ts";

// A scope that somebody made by hand and a stack took over (`adopt`) is theirs again when the stack gives it up, however that goes.

const POST = "POST /books";
const GET = "GET /books";
const adopting: Settings = {
  scopes: ["by_hand", "own"],
  operations: { [POST]: ["by_hand"], [GET]: ["own"] },
  environments: ["Default"],
  adopt: true,
};
const own: Settings = { ...adopting, scopes: ["own"], operations: { [GET]: ["own"] } };
const other: Settings = {
  scopes: ["other"],
  operations: { "DELETE /books/{id}": ["other"] },
  environments: ["Default"],
};
const theirs: Settings = {
  scopes: ["by_hand"],
  operations: { [POST]: ["by_hand"] },
  environments: ["Default"],
};

const world = sharedByTests(startWorld);
beforeEach(begin);

async function begin() {
  await world.begin();
  await world.person.attach("by_hand", POST);
  await world.person.deploy(["Default"]);
}

/** Scopes, and what each is attached to. */
async function scopes(): Promise<[string, string, string[]][]> {
  const api = await world.person.read();
  return api.scopes.map(({ scope }) => [
    scope.name,
    scope.description,
    api.operations.flatMap((one) => (one.scopes.includes(scope.name) ? [`${one.verb} ${one.target}`] : [])),
  ]);
}
const BY_HAND = ["by_hand", "By hand", [POST]];

/** Runs a command and kills it at the call of that number, after the server has seen it. */
async function killed(command: () => Promise<void>, at: number): Promise<boolean> {
  world.transport.beforeEach(async (number) =>
    number < at ? undefined : { drop: number === at ? "after" : "before" },
  );
  try {
    await command();
    return false;
  } catch {
    return true;
  } finally {
    world.transport.beforeEach(undefined);
  }
}

describe("what a stack took over is as it was", () => {
  test("after it has left, with another one still there, and after that one has left", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up(adopting);
    await b.up(other);
    await a.destroy();
    expect(await scopes()).toContainEqual(BY_HAND);
    expect(await world.amiss(theirs)).toEqual([]);
    await b.destroy();
    expect(await scopes()).toEqual([BY_HAND]);
    expect(await world.amiss(theirs)).toEqual([]);
  });

  test("after it has left, where somebody has deleted the revision from before", async () => {
    const a = world.stack("a");
    await a.up(adopting);
    await world.person.deleteRevision(0);
    await a.destroy();
    expect(await scopes()).toEqual([BY_HAND]);
    expect(await world.amiss(theirs)).toEqual([]);
  });

  test.each([true, false])(
    "after a destroy that was killed at any call and run again (others there: %p)",
    async (areOthers) => {
      for (let at = 0, isKilled = true; isKilled; at++) {
        await begin();
        const [a, b] = [world.stack("a"), world.stack("b")];
        await a.up(adopting);
        if (areOthers) await b.up(other);
        isKilled = await killed(() => a.destroy(), at);
        await a.destroy();
        expect([at, await scopes()]).toEqual([at, expect.arrayContaining([BY_HAND])]);
        expect([at, await world.amiss(theirs)]).toEqual([at, []]);
        await b.destroy();
        expect([at, await scopes()]).toEqual([at, [BY_HAND]]);
      }
    },
    60_000,
  );

  test.each([true, false])(
    "after an up without it that was killed at any call and run again (others there: %p)",
    async (areOthers) => {
      for (let at = 0, isKilled = true; isKilled; at++) {
        await begin();
        const [a, b] = [world.stack("a"), world.stack("b")];
        await a.up(adopting);
        if (areOthers) await b.up(other);
        isKilled = await killed(() => a.up(own), at);
        await a.up(own);
        expect([at, await scopes()]).toEqual([at, expect.arrayContaining([BY_HAND])]);
        expect([at, await world.amiss(theirs)]).toEqual([at, []]);
        await a.destroy();
        await b.destroy();
        expect([at, await scopes()]).toEqual([at, [BY_HAND]]);
      }
    },
    60_000,
  );
});
