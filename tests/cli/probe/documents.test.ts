import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Check } from "../../../cli/probe/check.ts";
import { allChecks } from "../../../cli/probe/checks/index.ts";
import { projectFolder } from "../../../sandbox/engine/index.ts";
import { documented } from "../../../scripts/documented.ts";

const file = join(projectFolder, "docs", "open-questions.md");
const control = { choreo: "; Choreo alone", apim: "; API Manager alone" };

function tableOf(side: Check["side"]): string {
  const rows = allChecks
    .filter((check) => check.side === side)
    .map(({ id, assumes, otherwise, by, flavour }) => {
      const seen = `${by}${flavour ? control[flavour] : ""}`;
      return `| <a id="${id.toLowerCase()}"></a>${id} | ${assumes} | ${seen} | ${otherwise} |`;
    });
  return ["| | taken for granted | seen by | where it does not hold |", "|---|---|---|---|", ...rows].join(
    "\n",
  );
}

test.each(["choreo", "entra"] as const)(
  "docs/open-questions.md has the checks of %s, word for word (UPDATE_DOCS=1 writes them)",
  async (side) => {
    expect(await documented(file, side, tableOf(side))).toBe(tableOf(side));
  },
);

test("numbers are given once, and in order", () => {
  for (const side of ["C", "E"]) {
    const ids = allChecks.map(({ id }) => id).filter((id) => id.startsWith(side));
    expect(ids).toEqual(ids.map((_, index) => `${side}${index + 1}`));
  }
});

test("what other pages point to is there; and they keep no lists of their own", () => {
  const pages = readdirSync(join(projectFolder, "docs"), { recursive: true, encoding: "utf8" })
    .filter((page) => page.endsWith(".md") && page !== "open-questions.md")
    .map((page) => [page, readFileSync(join(projectFolder, "docs", page), "utf8")] as const);
  const ids = new Set(allChecks.map(({ id }) => id.toLowerCase()));
  const pointed = pages.flatMap(([page, text]) =>
    [...text.matchAll(/open-questions\.md#([a-z]\d+)\)/g)].map(([, id = ""]) => ({ page, id })),
  );
  expect(pointed.length).toBeGreaterThan(5);
  expect(pointed.filter(({ id }) => !ids.has(id))).toEqual([]);
  const lists = pages.filter(([, text]) => /^#+ (Unproven|Open questions|What is unproven)/m.test(text));
  expect(lists.map(([page]) => page)).toEqual([]);
});
