import { expect, test } from "@jest/globals";
import { configProblems } from "../../policies/checkConfig.ts";
import { rules } from "../../policies/rules/index.ts";

test("what docs/policies.md shows, what is shipped, and every rule's own defaults pass", () => {
  const defaults = rules.map(({ name, configSchema }) => [
    name,
    Object.fromEntries(
      Object.entries(configSchema?.properties ?? {}).flatMap(([key, schema]) =>
        typeof schema === "object" && "default" in schema ? [[key, schema.default]] : [],
      ),
    ),
  ]);
  for (const good of [
    {},
    { all: "advisory" },
    { owned: "disabled" },
    { owned: { enforcementLevel: "advisory", minimum: 2 } },
    Object.fromEntries(defaults),
  ])
    expect(configProblems(good)).toEqual([]);
});

test("everything that is wrong is told at once, by its place", () => {
  const problems = configProblems({
    "secret-lifetme": { maximumDays: 90 },
    "secret-lifetime": { maximumDays: "90", maxDays: 90 },
    owned: { enforcementLevel: "mandatry" },
    "assignment-required": "strict",
  });
  expect(problems.sort()).toEqual([
    expect.stringMatching(/^assignment-required: .*expected object/),
    expect.stringMatching(/^owned\.enforcementLevel: .*"advisory"/),
    "secret-lifetime.maxDays: there is no such setting; there are minimumDays, maximumDays, enforcementLevel",
    expect.stringMatching(/^secret-lifetime\.maximumDays: .*expected number/),
    expect.stringMatching(
      /^secret-lifetme: there is no such rule; there are assignment-required, .*secret-lifetime/,
    ),
  ]);
});

test.each([[null], [[]], ["x"]])("%j is no configuration", (value) => {
  expect(configProblems(value)).toHaveLength(1);
});

test("bounds that no secret can keep, and a pattern that is none, are told before a rule meets them", () => {
  expect(
    configProblems({ "secret-lifetime": { maximumDays: 5 }, "scope-names": { prefixPattern: "(" } }),
  ).toEqual([
    "secret-lifetime: no secret lives at least 7 days (minimumDays) and at most 5 (maximumDays); set both",
    "scope-names.prefixPattern: ( is no regular expression",
  ]);
  expect(configProblems({ "secret-lifetime": { maximumDays: 5, minimumDays: 5 } })).toEqual([]);
});

test("an operation that is allowed is named with its API, else it allows nothing", () => {
  const allowed = [
    "books GET /health",
    "books *",
    "* get /*",
    "*",
    "GET /health",
    "GET *",
    "books",
    "books /health",
  ];
  expect(configProblems({ "closed-operations": { allowed } })).toEqual(
    ["GET /health", "GET *", "books", "books /health"].map(
      (entry) =>
        `closed-operations.allowed: "${entry}" names no operation; it is written "books GET /health", * stands for anything`,
    ),
  );
});
