import { describe, expect, test } from "@jest/globals";
import { controlPlane } from "../../../providers/choreo/index.ts";
import { afterLeaving, type Leaving } from "../../../providers/choreo/lookups/afterLeaving.ts";
import { configFor } from "../emulator.ts";
import { apiId } from "./stack.ts";
import { useWorld } from "./world.ts";

const EVERYWHERE = ["Default", "Staging"];
const POST = "POST /books";
const adding = { scopes: ["books_add"], operations: { [POST]: ["books_add"] } };
const reading = { scopes: ["books_read"], operations: { "GET /books": ["books_read"] } };

const world = useWorld();

/** By environment: what runs there, and whether it lets a token without scopes through to the operation. */
async function foretold(next: Leaving["next"], claimant = world.stack("a").claimant, operation = POST) {
  const control = controlPlane(configFor(world.emulator));
  const found = await afterLeaving(control, { apiId, claimant, deployedTo: EVERYWHERE, next });
  return Object.fromEntries(
    found.map(({ environment, runs, operations }) => {
      const one = operations?.find(({ verb, target }) => `${verb} ${target}` === operation);
      return [environment, [runs, one && (one.anonymous || one.scopes.length === 0)]];
    }),
  );
}
const isOpen = (environment: string) => world.isOpen(POST, environment);

describe("what runs in an environment that a stack leaves is foretold as the gateway then has it", () => {
  test("the revision from before, which is open, and nothing where nothing ran", async () => {
    const a = world.stack("a");
    await a.up({ ...adding, environments: EVERYWHERE });
    expect(await foretold(["Staging"])).toEqual({ Default: ["before", true] });
    expect(await foretold(["Default"])).toEqual({ Staging: ["nothing", undefined] });
    expect(await foretold("usual")).toEqual({ Staging: ["nothing", undefined] });
    expect(await foretold("none")).toEqual({ Default: ["before", true], Staging: ["nothing", undefined] });
    await a.up({ ...adding, environments: ["Staging"] });
    expect(await isOpen("Default")).toBe(true);
    await a.destroy();
    expect([await isOpen("Default"), await isOpen("Staging")]).toEqual([true, undefined]);
  });

  test("a revision from before that needs a permission of its own", async () => {
    await world.person.attach("old_add", POST);
    await world.person.deploy(["Default"]);
    const a = world.stack("a");
    await a.up({ ...adding, environments: EVERYWHERE });
    expect(await foretold(["Staging"])).toEqual({ Default: ["before", false] });
    await a.up({ ...adding, environments: ["Staging"] });
    expect(await isOpen("Default")).toBe(false);
  });

  test("where another stack claims it: as it is, without what this one gives up altogether", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up({ ...adding, environments: EVERYWHERE });
    await b.up({ ...reading, environments: ["Default"] });
    expect(await foretold(["Staging"])).toEqual({ Default: ["kept", false] });
    expect(await foretold("none")).toEqual({ Default: ["kept", true], Staging: ["nothing", undefined] });
    await a.up({ ...adding, environments: ["Staging"] });
    expect(await isOpen("Default")).toBe(false);
    await a.destroy();
    expect(await isOpen("Default")).toBe(true);
  });

  test("a revision from before that somebody deleted is made anew only where nobody claims anything", async () => {
    const a = world.stack("a");
    await a.up({ ...adding, environments: EVERYWHERE });
    await world.person.deleteRevision(0);
    expect(await foretold(["Staging"])).toEqual({ Default: ["kept", false] });
    expect(await foretold("none")).toEqual({ Default: ["before", true], Staging: ["nothing", undefined] });
    await a.up({ ...adding, environments: ["Staging"] });
    expect(await isOpen("Default")).toBe(false);
    await a.destroy();
    expect(await isOpen("Default")).toBe(true);
  });

  test("what somebody deployed there by hand, or took away, stays so", async () => {
    const a = world.stack("a");
    await a.up({ ...adding, environments: EVERYWHERE });
    await world.person.attach("by_hand", "GET /books");
    await world.person.deploy(["Default"]);
    await world.person.undeploy("Staging");
    await world.person.attach("only_saved", "GET /books/{id}");
    expect(await foretold(["Staging"])).toEqual({ Default: ["byHand", false] });
    expect(await foretold("none", undefined, "GET /books/{id}")).toEqual({
      Default: ["byHand", true],
      Staging: ["nothing", undefined],
    });
    await a.destroy();
    expect([await isOpen("Default"), await isOpen("Staging")]).toEqual([false, undefined]);
    expect(await world.isOpen("GET /books/{id}", "Default")).toBe(true);
  });

  test("where another stack claims it and its revision will do, what is only saved is not deployed", async () => {
    const [a, b] = [world.stack("a"), world.stack("b")];
    await a.up({ ...adding, environments: EVERYWHERE });
    await b.up({ ...reading, environments: ["Default"] });
    await world.person.attach("only_saved", "GET /books/{id}");
    expect(await foretold(["Staging"], undefined, "GET /books/{id}")).toEqual({ Default: ["kept", true] });
    await a.up({ ...adding, environments: ["Staging"] });
    expect(await world.isOpen("GET /books/{id}", "Default")).toBe(true);
  });

  test("without a register it is not known", async () => {
    expect(await foretold("none")).toEqual({
      Default: ["unknown", undefined],
      Staging: ["unknown", undefined],
    });
  });
});
