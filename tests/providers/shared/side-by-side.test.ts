import { expect, test } from "@jest/globals";
import { apiId, type Settings } from "./stack.ts";
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

test("ten stacks at once share an API, and leave it as it was", async () => {
  const names = Array.from({ length: 10 }, (_, index) => `pr-${index}`);
  const settingsOf = (name: string): Settings => ({
    scopes: ["books_read", `books_${name}`],
    operations: { "GET /books": ["books_read"], "POST /books": [`books_${name}`] },
  });
  const { apis } = world.before as State;
  expect(apis.find(({ id }) => id === apiId)?.lifeCycleStatus).not.toBe("PUBLISHED");
  const stacks = names.map((name) => world.stack(name));
  // Calls that take as long as none of the others' begin and end in an order of their own.
  const time = () => new VirtualTime(Array.from({ length: 97 }, (_, index) => ((index * 37) % 97) / 97));
  const all = async (command: (stack: (typeof stacks)[number]) => Promise<void>) => {
    const ended = await world.transport.sideBySide(
      time(),
      stacks.map((stack) => () => command(stack)),
    );
    expect(ended.filter(({ status }) => status === "rejected")).toEqual([]);
  };

  await all((stack) => stack.up(settingsOf(stack.name)));
  const api = (world.emulator.state() as State).apis.find(({ id }) => id === apiId);
  const post = api?.deployed[0]?.operations.find(({ verb, target }) => `${verb} ${target}` === "POST /books");
  expect(post?.scopes.toSorted()).toEqual(names.map((name) => `books_${name}`));
  expect(api?.lifeCycleStatus).toBe("PUBLISHED");

  await all((stack) => stack.destroy());
  expect(world.emulator.state()).toEqual(world.before);
});

interface State {
  apis: {
    id: string;
    lifeCycleStatus: string;
    deployed: { operations: { verb: string; target: string; scopes: string[] }[] }[];
  }[];
}
