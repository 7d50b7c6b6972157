import { describe, expect, test } from "@jest/globals";
import { useWorld } from "./world.ts";

// Where an operation's security is switched off (`authType: None`) the gateway lets anybody in, whatever scopes are attached.
const adding = {
  scopes: ["books_add"],
  operations: { "POST /books": ["books_add"] },
  environments: ["Default"],
};
const reading = {
  scopes: ["books_read"],
  operations: { "GET /books": ["books_read"] },
  environments: ["Default"],
};

const world = useWorld();

describe("security that somebody switches off on an operation that a stack claims", () => {
  test("is drift as long as it is in the working copy alone, and is never deployed", async () => {
    const a = world.stack("a");
    await a.up(adding);
    await world.person.secure("POST /books", false);
    await a.refresh();
    expect(a.preview()).toEqual(["permissions"]);
    await a.up(adding);
    expect(await world.amiss(adding)).toEqual([]);
    await a.refresh();
    expect(a.preview()).toEqual([]);
  });

  test("is drift at the gateway, and the next up ends it", async () => {
    const a = world.stack("a");
    await a.up(adding);
    await world.person.secure("POST /books", false);
    await world.person.deploy(["Default"]);
    expect(await world.amiss(adding)).toEqual(["POST /books at Default"]);
    await a.refresh();
    expect(a.preview()).toEqual(["permissions", "deployment"]);
    await a.up(adding);
    expect(await world.amiss(adding)).toEqual([]);
    await a.refresh();
    expect(a.preview()).toEqual([]);
  });

  test("is switched on again by whichever stack deploys next", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up(adding);
    await world.person.secure("POST /books", false);
    await b.up(reading);
    expect(await world.amiss(adding)).toEqual([]);
  });

  test("does not come back when the stack has gone: it was on before", async () => {
    const before = world.emulator.state();
    const a = world.stack("a");
    await a.up(adding);
    await world.person.secure("POST /books", false);
    await a.refresh();
    await a.up(adding);
    await a.destroy();
    expect(world.emulator.state()).toEqual(before);
  });
});

test("security that was off before any stack is on while one claims the operation, and off again afterwards", async () => {
  await world.person.secure("POST /books", false);
  await world.person.secure("GET /books/{id}", false);
  await world.person.deploy(["Default"]);
  const before = world.emulator.state();
  const [a, b] = [world.stack("a"), world.stack("b")];
  await a.up(adding);
  await b.up({ ...reading, ...adding });
  expect(await world.amiss(adding)).toEqual([]);
  // Nobody claims this one.
  expect(await world.isOpen("GET /books/{id}", "Default")).toBe(true);
  await a.refresh();
  expect(a.preview()).toEqual([]);

  await a.destroy();
  expect(await world.amiss(adding)).toEqual([]);
  await b.up(reading);
  expect(await world.isOpen("POST /books", "Default")).toBe(true);
  await b.destroy();
  expect(world.emulator.state()).toEqual(before);
});
