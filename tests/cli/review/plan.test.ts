import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { differences, planNote, readPlan } from "../../../cli/review/plan.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { runReview } from "./world.ts";

const urn =
  "urn:pulumi:dev::choreo-azuread::choreo-azuread:index:AzureWebApi$azuread:index/application:Application::books";
const secret = (ciphertext: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext,
});

interface Wishes {
  uris?: string[];
  dependencies?: string[];
  seed?: string;
  password?: string;
  step?: string;
  environment?: string;
}

function plan({
  uris = ["https://a/"],
  dependencies = ["x", "y"],
  seed = "1",
  password = "v1:a",
  step = "update",
  environment = "dev",
}: Wishes = {}) {
  const inputDiff = { adds: { redirectUris: uris, password: secret(password) } };
  const goal = { inputDiff, dependencies, propertyDependencies: { redirectUris: dependencies } };
  return JSON.stringify({
    manifest: { time: seed },
    config: { "p:environment": { value: environment } },
    resourcePlans: { [urn]: { goal, steps: [step], seed } },
  });
}

const compared = (reviewed: string, now: string) => differences(readPlan(reviewed, "a"), readPlan(now, "b"));

test("two plans of the same thing are the same, whatever differs by chance", () => {
  expect(compared(plan(), plan({ dependencies: ["y", "x"], seed: "2", password: "v1:b" }))).toEqual([]);
});

test.each<[string, Wishes, string[]]>([
  ["a value", { uris: ["https://b/"] }, ["azuread:Application books"]],
  ["the order of values", { uris: ["https://b/", "https://a/"] }, ["azuread:Application books"]],
  ["a step", { step: "replace" }, ["azuread:Application books"]],
  ["what it depends on", { dependencies: ["x"] }, ["azuread:Application books"]],
  ["the configuration", { environment: "blue" }, ["configuration"]],
])("%s that differs is told, by name only", (_, wishes, names) => {
  expect(compared(plan(), plan(wishes))).toEqual(names);
  expect(planNote(names)).toContain(`> - \`${names[0]}\``);
});

test("a resource that only one of them has", () => {
  const none = JSON.stringify({ resourcePlans: {}, config: JSON.parse(plan()).config });
  expect(compared(none, plan())).toEqual(["azuread:Application books"]);
  expect(compared(plan(), none)).toEqual(["azuread:Application books"]);
});

test("the stack and its providers are not told besides", () => {
  const own = (outputs: string) => {
    const stack = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";
    const provider = "urn:pulumi:dev::p::pulumi:providers:azuread::default";
    return JSON.stringify({ resourcePlans: { [stack]: { outputs }, [provider]: { outputs } } });
  };
  expect(compared(own("a"), own("b"))).toEqual([]);
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plan-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the command writes the note; a reviewed plan that is gone is told, one that is none is an error", async () => {
  const [now, reviewed, output] = ["now", "reviewed", "note"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const compare = () =>
    runReview(["compare-plans", "--reviewed", reviewed, "--plan", now, "--output", output]);
  await writeFile(now, plan());
  expect((await compare()).exitCode).toBe(exitCodes.ok);
  expect(await readFile(output, "utf8")).toContain("no reviewed plan to compare with");
  await writeFile(reviewed, plan({ seed: "2" }));
  expect((await compare()).exitCode).toBe(exitCodes.ok);
  expect(await readFile(output, "utf8")).toContain("does what the plan of the pull request did");
  await writeFile(reviewed, "[]");
  expect(await compare()).toMatchObject({
    exitCode: exitCodes.usage,
    err: expect.stringContaining(`${reviewed} is no update plan.`),
  });
});
