import { readdirSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { pageOf } from "./commands.ts";

/** Words of prose, tables included, that a page may have: what it had on 2026-11-27 and a sentence or two. */
const BUDGETS: Readonly<Record<string, number>> = {
  "README.md": 825,
  "CONTRIBUTING.md": 925,
  "docs/access-diff.md": 1000,
  "docs/access-model.md": 1150,
  "docs/adopting.md": 1275,
  "docs/architecture.md": 700,
  "docs/azure.md": 450,
  "docs/choreo-provider.md": 1200,
  "docs/configuration.md": 2600,
  "docs/doctor.md": 1000,
  "docs/environments.md": 875,
  "docs/first-hour.md": 625,
  "docs/guide.md": 1700,
  "docs/invoke.md": 625,
  "docs/library.md": 575,
  "docs/open-questions.md": 2250,
  "docs/openapi-check.md": 300,
  "docs/performance.md": 1075,
  "docs/policies.md": 600,
  "docs/pull-requests.md": 1200,
  "docs/real-services.md": 1050,
  "docs/secrets.md": 925,
  "docs/security.md": 1075,
  "docs/survey.md": 725,
  "docs/troubleshooting.md": 1975,
};

/** Words in a row that are one sentence, not a phrase. */
const A_SENTENCE = 9;

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(`${projectFolder}/docs`)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Without blocks of code, which commands and outputs fill, and without where links lead. */
const proseOf = (page: string) =>
  pageOf(page)
    .replace(/^ *```[\s\S]*?^ *```/gm, "")
    .replace(/^ {4}.*$/gm, "")
    .replace(/\]\([^)\s]*\)/g, "]");

const wordsIn = (prose: string) => prose.match(/[\p{L}\p{N}][^\s|]*/gu) ?? [];

test("no page grows beyond its words", () => {
  const over = pages.flatMap((page) => {
    const words = wordsIn(proseOf(page)).length;
    const budget = BUDGETS[page] ?? 0;
    return words > budget
      ? [
          `${page} has ${words} words of ${budget}. Is it said elsewhere already? Then link there. Is it new? Cut what it replaces. Only where neither is: raise the page's number in tests/docs/words.test.ts.`,
        ]
      : [];
  });
  expect(over).toEqual([]);
});

test("no sentence stands on two pages", () => {
  const first = new Map<string, string>();
  const twice = new Set<string>();
  for (const page of pages)
    for (const block of proseOf(page).split(/\n\s*\n|\n(?=[-|\d])/)) {
      const words = wordsIn(block.toLowerCase().replace(/[`*"[\]]/g, ""));
      for (let at = 0; at + A_SENTENCE <= words.length; at += 1) {
        const run = words.slice(at, at + A_SENTENCE).join(" ");
        const before = first.get(run) ?? page;
        first.set(run, before);
        if (before !== page) twice.add(`${before} and ${page}: ${run}`);
      }
    }
  expect([...twice]).toEqual([]);
});
