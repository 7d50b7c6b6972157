import { expect, test } from "@jest/globals";
import { VirtualTime } from "./virtualTime.ts";
import { useWorld } from "./world.ts";

// What the model-based test found where the calls of two commands interleave.
const settings = {
  scopes: ["c"],
  operations: { "GET /books": ["c"] },
};

const world = useWorld();

test("who joins while the last one leaves gives back what was there before, not a copy of it", async () => {
  await world.person.publish();
  const before = world.emulator.state();
  const [joins, leaves] = [world.stack("joins"), world.stack("leaves")];
  await leaves.up(settings);
  const ended = await world.transport.sideBySide(new VirtualTime([0]), [
    () => joins.up(settings),
    () => leaves.destroy(),
  ]);
  expect(ended.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  expect(await world.amiss({ ...settings, environments: ["Default"] })).toEqual([]);
  await joins.destroy();
  expect(world.emulator.state()).toEqual(before);
});
