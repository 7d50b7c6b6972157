import { describe, expect, test } from "@jest/globals";
import { refused } from "../harness.ts";
import type { Settings } from "./stack.ts";
import { useWorld } from "./world.ts";

// The register lies where people can edit it.

const settings: Settings = {
  scopes: ["books_add"],
  operations: { "POST /books": ["books_add"] },
  environments: ["Default"],
};

const world = useWorld();

type Property = { name: string; value: string };
const properties = async () => (await world.person.read()).additionalProperties;
const edit = async (change: (own: Property) => Property[]) => {
  const all = await properties();
  const additionalProperties = all.flatMap((one) => (one.name.startsWith("pulumi_") ? change(one) : [one]));
  await world.person.change(() => ({
    additionalProperties,
    additionalPropertiesMap: Object.fromEntries(additionalProperties.map((one) => [one.name, one])),
  }));
};
const isClaim = ({ name }: Property) => name.startsWith("pulumi_claim_");

describe("a property of the register that somebody has edited", () => {
  const claim = { by: "shop/a/books", scopes: ["books_add"], operations: {} };
  test.each([
    ["cut off", "claim", '{"by":"shop/a/bo'],
    ["not compressed as it says", "claim", "z:abcd"],
    ...[
      null,
      42,
      "text",
      [],
      {},
      { ...claim, by: 1 },
      { ...claim, scopes: "books_add" },
      { ...claim, scopes: [1] },
      { ...claim, operations: undefined },
      { ...claim, operations: { "POST /books": "books_add" } },
      { ...claim, environments: "Default" },
    ].map((value) => ["a claim of another shape", "claim", JSON.stringify(value)] as const),
    ...[
      null,
      {},
      { lifecycle: "CREATED" },
      { lifecycle: "CREATED", deployments: [null], kept: {} },
      { lifecycle: "CREATED", deployments: [], kept: { a: {} } },
      { lifecycle: 1, deployments: [], kept: {} },
      { lifecycle: "CREATED", deployments: [], kept: {}, anonymous: "all" },
    ].map((value) => ["a baseline of another shape", "before", JSON.stringify(value)] as const),
  ])(
    "%s (%s: %s) is named, nothing is changed, and without it an up puts it right",
    async (_, which, value) => {
      const stack = world.stack("a");
      await stack.up(settings);
      await edit((own) => [isClaim(own) === (which === "claim") ? { ...own, value } : own]);
      const edited = world.emulator.state();
      for (const command of [
        () => stack.refresh(),
        () => stack.up({ ...settings, scopes: ["x"] }),
        () => stack.destroy(),
      ]) {
        const { message } = await refused(command());
        expect(message).toMatch(new RegExp(`custom property pulumi_${which}\\S* is damaged`));
        expect(message).toContain("Remove the property");
        expect(world.emulator.state()).toEqual(edited);
      }
      await edit((own) => (isClaim(own) === (which === "claim") ? [] : [own]));
      await stack.refresh();
      await stack.up(settings);
      expect(await world.amiss(settings)).toEqual([]);
      expect(stack.preview()).toEqual([]);
      await stack.destroy();
      expect(await properties()).not.toContainEqual(
        expect.objectContaining({ name: expect.stringMatching(/^pulumi_/) }),
      );
    },
  );
});

test.each([880, 899, 900, 901, 1800, 5000])(
  "a claim of about %d characters, at and over the size of a property",
  async (length) => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    const empty = JSON.stringify({ by: a.claimant, ...settings, scopes: ["books_add", ""] }).length;
    // Texts that do not compress well, and are not of the smallest alphabet.
    let seed = 7;
    const letter = () => {
      seed = (seed * 48271) % 2147483647;
      return "aAbBcCdDeEfFgGhHiIjJ0123456789_é".charAt(seed % 32);
    };
    const names: string[] = [];
    for (let left = length - empty; left > 0; left -= 103)
      names.push(Array.from({ length: Math.max(1, Math.min(100, left)) }, letter).join(""));
    const large = { ...settings, scopes: ["books_add", ...names] };
    await a.up(large);
    await b.up({ ...settings, environments: ["Staging"] });
    for (const { value } of await properties()) expect(value.length).toBeLessThanOrEqual(900);
    expect(await world.amiss(settings)).toEqual([]);
    await a.refresh();
    expect(a.preview()).toEqual([]);
    await a.up(settings);
    expect((await properties()).filter(isClaim)).toHaveLength(2);
    await a.destroy();
    await b.destroy();
    expect(world.emulator.state()).toEqual(world.before);
  },
);
