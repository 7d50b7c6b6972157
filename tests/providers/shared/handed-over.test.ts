import { describe, expect, jest, test } from "@jest/globals";
import type { Settings } from "./stack.ts";
import { useWorld } from "./world.ts";

// One stack hands its permissions over to the API's own people (`owner: choreo`) while another one is there.

const POST = "POST /books";
const EVERYWHERE = ["Default", "Staging"];
const adding: Settings = {
  scopes: ["books_add"],
  operations: { [POST]: ["books_add"] },
  environments: EVERYWHERE,
};
const reading: Settings = {
  scopes: ["books_read"],
  operations: { "GET /books": ["books_read"] },
  environments: ["Default"],
};
const theirs: Settings = { ...adding, owner: "choreo" };

const world = useWorld();

const lifecycle = async () => (await world.person.read()).lifeCycleStatus;
const register = async () =>
  (await world.person.read()).additionalProperties.filter(({ name }) => name.startsWith("pulumi_"));

describe("what a stack has handed over to Choreo stays in force when another stack leaves", () => {
  test.each(["first", "second"])("that came %s", async (when) => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    if (when === "first") await b.up(reading);
    await a.up(adding);
    if (when === "second") await b.up(reading);
    await a.up(theirs);
    expect(await world.amiss(adding)).toEqual([]);
    await b.destroy();
    expect(await register()).toEqual([]);
    expect(await lifecycle()).toBe("PUBLISHED");
    expect(await world.amiss(adding)).toEqual([]);
    const { scopes } = await world.person.read();
    expect(scopes.map(({ scope }) => scope.name)).toEqual(["books_add"]);
    await a.destroy();
    expect(await world.amiss(adding)).toEqual([]);
  });

  test("of the very same scope and operation", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up(adding);
    await b.up(adding);
    await a.up(theirs);
    await b.destroy();
    expect(await world.amiss(adding)).toEqual([]);
  });

  // Counter-examples of the model test (seeds 101 and 7): limits, docs/decisions/shared-apis.md.
  test("but for what a person had taken out of the working copy before that", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up(adding);
    await b.up(adding);
    await world.person.deleteScope("books_add");
    await a.up(theirs);
    expect(await world.amiss(adding)).toEqual([]);
    await b.destroy();
    const { operations } = await world.person.read();
    expect(operations.find(({ verb }) => verb === "POST")?.scopes).toEqual([]);
    expect(await world.amiss(adding)).toContain(`${POST} at Default`);
  });

  test("but for an environment where a person had undeployed it before that", async () => {
    const a = world.stack("a");
    await a.up(reading);
    await world.person.undeploy("Default");
    await a.up({ ...reading, owner: "choreo" });
    await a.up({ ...reading, adopt: true });
    expect(await world.amiss(reading)).toEqual([]);
    await a.destroy();
    expect(await world.running()).toEqual({});
  });

  test("and b moves to another environment", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up({ ...adding, environments: ["Default"] });
    await b.up({ ...reading, environments: ["Default"] });
    await a.up({ ...theirs, environments: ["Default"] });
    await b.up({ ...reading, environments: ["Staging"] });
    expect(await world.amiss({ ...adding, environments: ["Default"] })).toEqual([]);
    await b.destroy();
    expect(await world.amiss({ ...adding, environments: ["Default"] })).toEqual([]);
  });

  test("where an operation had no security before", async () => {
    await world.person.secure(POST, false);
    await world.person.deploy(["Default"]);
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up(adding);
    await b.up(adding);
    await a.up(theirs);
    await b.destroy();
    expect(await world.amiss(adding)).toEqual([]);
  });
  test("back and forth", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up(adding);
    await b.up(reading);
    for (let i = 0; i < 3; i++) {
      await a.up(theirs);
      expect(await world.amiss(adding)).toEqual([]);
      expect(await world.amiss(reading)).toEqual([]);
      await a.up({ ...adding, adopt: true });
      expect(await world.amiss(adding)).toEqual([]);
      expect(await world.amiss(reading)).toEqual([]);
      await a.refresh();
      expect(a.preview()).toEqual([]);
      await b.refresh();
      expect(b.preview()).toEqual([]);
    }
    await a.destroy();
    expect(await world.amiss(reading)).toEqual([]);
    await b.destroy();
    expect(await register()).toEqual([]);
    expect(await world.amiss(adding)).toEqual([]);
  });
});

/** Hands over, and is killed at the call of that number, before or after the server has seen it; then destroyed. */
test.each(["before", "after"] as const)(
  "a run that hands over and is killed at any call, %s the server has seen it, and then destroyed leaves nothing open",
  async (drop) => {
    const warned = jest.spyOn(console, "warn").mockImplementation(() => undefined);
    for (let at = 0, isDone = false; !isDone; at++) {
      await world.begin();
      const before = world.emulator.state();
      const a = world.stack("a");
      await a.up(adding);
      world.transport.beforeEach(async (number) =>
        number < at ? undefined : { drop: number === at ? drop : "before" },
      );
      isDone = await a.up(theirs).then(
        () => true,
        () => false,
      );
      world.transport.beforeEach(undefined);
      const isHandedOver = (await register()).length === 0;
      warned.mockClear();
      await a.destroy();
      expect(await register()).toEqual([]);
      // Only where the state does not know is there anything to say.
      const isSaid = isHandedOver && !isDone;
      expect(warned.mock.calls.map(String)).toEqual(
        isSaid ? [expect.stringContaining("holds no claim of this stack")] : [],
      );
      // All of it as it was handed over, or all of it as it was before.
      if (isHandedOver)
        expect([at, await lifecycle(), await world.amiss(adding)]).toEqual([at, "PUBLISHED", []]);
      else expect(world.emulator.state()).toEqual(before);
    }
  },
);
