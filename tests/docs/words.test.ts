import { readdirSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { pageOf } from "./commands.ts";

/** Words of prose, tables included, that a page may have: what it had on 2026-11-27 and a sentence or two. */
const BUDGETS: Readonly<Record<string, number>> = {
  "README.md": 700,
  "CONTRIBUTING.md": 950,
  "docs/access-diff.md": 800,
  "docs/access-model.md": 850,
  "docs/adopting.md": 950,
  "docs/architecture.md": 475,
  "docs/choreo-provider.md": 875,
  "docs/configuration.md": 2550,
  "docs/doctor.md": 950,
  "docs/environments.md": 925,
  "docs/first-hour.md": 600,
  "docs/guide.md": 975,
  "docs/invoke.md": 375,
  "docs/library.md": 425,
  "docs/open-questions.md": 2100,
  "docs/openapi-check.md": 275,
  "docs/performance.md": 500,
  "docs/policies.md": 550,
  "docs/pull-requests.md": 1025,
  "docs/real-services.md": 975,
  "docs/secrets.md": 875,
  "docs/security.md": 925,
  "docs/survey.md": 450,
  "docs/troubleshooting.md": 2400,
  "docs/decisions/dependencies.md": 300,
  "docs/decisions/provider-text.md": 325,
  "docs/decisions/shared-apis.md": 1250,
};

/** Words in a row that are one sentence, not a phrase. */
const A_SENTENCE = 9;

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(`${projectFolder}/docs`, { recursive: true, encoding: "utf8" })
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
