import { describe, expect, test } from "@jest/globals";
import { UNKNOWN } from "../../../sandbox/plugins/properties/types.ts";
import { random } from "../../../sandbox/plugins/random/plugin.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { isSecret, plain, TestEngine } from "./engine.ts";
import { publishedSchema, resourceFace } from "./schema.ts";

const UUID = "random:index/randomUuid:RandomUuid";
const PASSWORD = "random:index/randomPassword:RandomPassword";

const engine = sharedByTests(() => TestEngine.start(random));

const published = publishedSchema("random");
describe("compared with the published schema", () => {
  test.each(Object.keys(random.resources))("%s", async (token) => {
    const { resources } = (await engine.schema()) as unknown as typeof published;
    const ours = resourceFace(resources[token] as never);
    const theirs = resourceFace(published.resources[token] as never);
    // The published schema doesn't say what replaces: its plugin works that out from Terraform's plan.
    for (const property of Object.values(ours.inputProperties)) delete property.replaces;
    expect(ours).toEqual(theirs);
  });
});

describe("RandomUuid", () => {
  test("is unknown in the first preview and known and stable after", async () => {
    expect(await engine.previewCreate(UUID, "scope", {})).toEqual({ keepers: null, result: UNKNOWN });
    const made = await engine.create(UUID, "scope", {});
    expect(made.outputs).toEqual({ id: made.id, keepers: null, result: made.id });
    expect((await engine.diff(made, {})).changes).toBe("none");
    expect(await engine.refresh(made)).toEqual(made);
  });

  test("is replaced when a keeper changes, with its key in the diff", async () => {
    const made = await engine.create(UUID, "scope", { keepers: { rotation: "1" } });
    expect(await engine.diff(made, { keepers: { rotation: "2" } })).toEqual({
      changes: "some",
      diffs: ["keepers"],
      replaces: ["keepers"],
      detailed: { "keepers.rotation": "update-replace" },
    });
  });

  test("can be imported by its value only", async () => {
    const id = "5f7c1b0e-3a55-4d0c-9b6f-6d2f4c8a1e01";
    expect(await engine.import(UUID, "scope", id)).toMatchObject({ id, inputs: {}, outputs: { result: id } });
    await expect(engine.import(UUID, "scope", "books_add")).rejects.toThrow(
      '"books_add" is not a valid UUID',
    );
  });
});

describe("RandomPassword", () => {
  test("keeps its result secret and out of the id", async () => {
    const made = await engine.create(PASSWORD, "user", { length: 24, minSpecial: 3, minNumeric: 2 });
    expect(made.id).toBe("none");
    expect(isSecret(made.outputs.result)).toBe(true);
    const { result } = plain(made.outputs) as { result: string };
    expect(result).toHaveLength(24);
    expect(result.match(/[^A-Za-z0-9]/g)?.length).toBeGreaterThanOrEqual(3);
    expect(result.match(/[0-9]/g)?.length).toBeGreaterThanOrEqual(2);
    expect((await engine.diff(made, { length: 24, minSpecial: 3, minNumeric: 2 })).changes).toBe("none");
    expect((await engine.diff(made, { length: 25, minSpecial: 3, minNumeric: 2 })).replaces).toEqual([
      "length",
    ]);
  });

  test("refuses more demanded characters than there is room for", async () => {
    const { failures } = await engine.check(PASSWORD, "user", { length: 4, minUpper: 5 });
    expect(failures).toEqual([expect.stringContaining("must be at least sum of min_upper")]);
  });
});

test("RandomString takes only the characters that it may", async () => {
  const made = await engine.create("random:index/randomString:RandomString", "suffix", {
    length: 40,
    special: false,
    upper: false,
  });
  expect(made.outputs.result).toMatch(/^[a-z0-9]{40}$/);
  expect(made.id).toBe(made.outputs.result);
});

test("RandomId spells the same bytes in each encoding, after the prefix", async () => {
  const { id, outputs } = await engine.create("random:index/randomId:RandomId", "id", {
    byteLength: 4,
    prefix: "db-",
  });
  const bytes = Buffer.from(id, "base64url");
  expect(bytes).toHaveLength(4);
  expect(outputs).toMatchObject({
    hex: `db-${bytes.toString("hex")}`,
    dec: `db-${bytes.readUInt32BE()}`,
    b64Std: `db-${bytes.toString("base64")}`,
  });
});

test("RandomInteger stays within its bounds and refuses a turned range", async () => {
  const type = "random:index/randomInteger:RandomInteger";
  expect((await engine.create(type, "port", { min: 7, max: 7 })).outputs.result).toBe(7);
  expect((await engine.check(type, "port", { min: 9, max: 7 })).failures).toEqual([
    expect.stringContaining("needs to be smaller than or equal to maximum"),
  ]);
});

test("what it doesn't cover is refused by name, with the way out", async () => {
  await expect(engine.check("random:index/randomPet:RandomPet", "pet", {})).rejects.toThrow(
    /no resource type random:index\/randomPet:RandomPet; it has RandomId, .*SANDBOX_RANDOM_PLUGIN/,
  );
});

test("a misspelt and a missing argument are both named with their place", async () => {
  const { failures } = await engine.check(PASSWORD, "user", { lenght: 3 });
  expect(failures).toEqual([
    "Invalid or unknown key. Examine values at 'user.lenght'.",
    "Missing required argument. The argument \"length\" is required, but no definition was found. Examine values at 'user.length'.",
  ]);
});
