import { beforeEach, describe, expect, test } from "@jest/globals";
import { useWorld, type World } from "./world.ts";

const EVERYWHERE = ["Default", "Staging"];
const adding = { scopes: ["books_add"], operations: { "POST /books": ["books_add"] } };
const reading = { scopes: ["books_read"], operations: { "GET /books": ["books_read"] } };

const world = useWorld();

const register = async (): Promise<string> => {
  const { additionalProperties } = await world.person.read();
  return additionalProperties.map(({ value }) => value).join("\n");
};

describe("a stack that leaves an environment", () => {
  test("leaves it as it is for another one that claims it", async () => {
    const [prod, dev] = [world.stack("prod"), world.stack("dev")];
    const settings = { ...adding, environments: EVERYWHERE };
    await prod.up(settings);
    await dev.up({ ...reading, environments: EVERYWHERE });

    await dev.up({ ...reading, environments: ["Staging"] });
    expect(await world.amiss(settings)).toEqual([]);
    await dev.up({ ...reading, environments: ["Default"] });
    expect(await world.amiss(settings)).toEqual([]);

    await prod.refresh();
    expect(prod.preview()).toEqual([]);
    await prod.destroy();
    await dev.destroy();
    expect(world.emulator.state()).toEqual(world.before);
  });

  test("gives it back where nobody else claims it", async () => {
    const dev = world.stack("dev");
    const there = await world.running();
    await dev.up({ ...adding, environments: EVERYWHERE });
    await dev.up({ ...adding, environments: ["Staging"] });
    expect((await world.running()).Default).toBe(there.Default);
    await dev.up({ ...adding, environments: ["Default"] });
    expect(Object.keys(await world.running())).toEqual(["Default"]);
    await dev.destroy();
    expect(world.emulator.state()).toEqual(world.before);
  });

  test("leaves it alone where a claim of an older version does not say what it holds", async () => {
    const [prod, dev] = [world.stack("prod"), world.stack("dev")];
    const settings = { ...adding, environments: EVERYWHERE };
    await prod.up(settings);
    const { additionalProperties } = await world.person.read();
    await world.person.change(() => ({
      additionalProperties: additionalProperties.map((property) => ({
        ...property,
        value: property.value.replace(/,"environments":\[[^\]]*\]/, ""),
      })),
      additionalPropertiesMap: {},
    }));
    expect(await register()).not.toContain("environments");
    await dev.up({ ...reading, environments: EVERYWHERE });
    await dev.up({ ...reading, environments: ["Staging"] });
    await dev.up({ ...reading, environments: ["Default"] });
    expect(await world.amiss(settings)).toEqual([]);

    // It is written on when its stack has something to change.
    await prod.up({ ...settings, environments: ["Staging"] });
    expect(await register()).toContain('"environments":["Staging"]');
    await dev.destroy();
    await prod.destroy();
    expect(world.emulator.state()).toEqual(world.before);
  });
});

describe("a scope that somebody detaches without deploying", () => {
  const settings = { ...adding, environments: ["Default"] };
  async function isPutRight(stack: ReturnType<World["stack"]>) {
    await stack.refresh();
    expect(stack.preview()).toEqual(["permissions", "deployment"]);
    await stack.up(settings);
    expect(await world.amiss(settings)).toEqual([]);
    await stack.refresh();
    expect(stack.preview()).toEqual([]);
  }

  test("is attached again by whichever stack deploys next", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up(settings);
    await world.person.detach("books_add", "POST /books");
    await b.up({ ...reading, environments: ["Default"] });
    expect(await world.amiss(settings)).toEqual([]);
    await a.refresh();
    expect(a.preview()).toEqual([]);
  });

  test("shows at the gateway as soon as it is deployed, and the next up deploys what it repairs", async () => {
    const a = world.stack("a");
    await a.up(settings);
    await world.person.detach("books_add", "POST /books");
    await world.person.deploy(["Default"]);
    await isPutRight(a);
  });

  test("is drift of whoever claims it in a revision of another stack too", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up(settings);
    await b.up({ ...reading, environments: ["Default"] });
    const theirs = (await world.person.revisions()).find(({ description }) => /shop\/b\//.test(description));
    await world.person.detach("books_add", "POST /books");
    // As a stack of an older version deployed it.
    await world.person.deploy(["Default"], theirs?.description);
    expect(await world.amiss(settings)).toEqual(["POST /books at Default"]);
    await isPutRight(a);
  });
});

test("a write that arrives late makes nobody deploy where his stack does not", async () => {
  const [a, b] = [world.stack("a"), world.stack("b")];
  await b.up({ ...reading, environments: ["Staging"] });
  const stale = await world.person.read();
  const there = await world.running();
  const calls: string[] = [];
  world.transport.beforeEach(async (_, call) => {
    calls.push(call);
    // After the deployment comes the last look.
    if (/deploy-revision/.test(calls.at(-2) ?? "")) await world.person.change(() => stale);
    return undefined;
  });
  const settings = { ...adding, environments: ["Staging"] };
  await a.up(settings);
  world.transport.beforeEach(undefined);
  expect((await world.running()).Default).toBe(there.Default);
  expect(await world.amiss(settings)).toEqual([]);

  // What it undid is done again at once.
  await a.refresh();
  expect(a.preview()).toEqual([]);
  await b.destroy();
  expect(await world.amiss(settings)).toEqual([]);
  await a.destroy();
  expect(world.emulator.state()).toEqual(world.before);
});

test("who cannot leave, because somebody writes the claim back each time, is told so", async () => {
  const a = world.stack("a");
  await a.up({ ...adding, environments: ["Default"] });
  const claimed = await world.person.read();
  let last = "";
  world.transport.beforeEach(async (_, call) => {
    const { lifeCycleStatus: _state, ...back } = claimed;
    if (last.startsWith("PUT")) await world.person.change(() => back);
    last = call;
    return undefined;
  });
  await expect(a.destroy()).rejects.toThrow(/others keep changing the API[\s\S]*pulumi destroy/);
  world.transport.beforeEach(undefined);
  await a.destroy();
  expect(world.emulator.state()).toEqual(world.before);
});

describe("an API that was deployed nowhere", () => {
  beforeEach(async () => {
    await world.person.undeploy("Default");
    world.before = world.emulator.state();
  });

  test("is deployed to one environment, which the register names", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up(adding);
    expect(Object.keys(await world.running())).toEqual(["Default"]);
    expect(await register()).toContain('"environments":["Default"]');
    await b.up({ ...reading, environments: EVERYWHERE });
    await b.destroy();
    expect(await world.amiss({ ...adding, environments: ["Default"] })).toEqual([]);
    await a.destroy();
    expect(world.emulator.state()).toEqual(world.before);
  });
});
