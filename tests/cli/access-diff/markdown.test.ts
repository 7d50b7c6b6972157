import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { AccessModel } from "../../../access/index.ts";
import { compare } from "../../../cli/access-diff/compare.ts";
import { consequenceOf, explainedTypes } from "../../../cli/access-diff/consequences.ts";
import { cell, code, label } from "../../../cli/access-diff/escape.ts";
import { toJson } from "../../../cli/access-diff/json.ts";
import { LIMIT, toMarkdown } from "../../../cli/access-diff/markdown.ts";
import { changed, comparison, grant, ids, step } from "./models.ts";

function assign({ apis, principals }: AccessModel, name: string): void {
  principals[name] = { kind: "user", name };
  apis.books?.assigned.push(name);
}

test("the whole comment, as a reviewer sees it", () => {
  const diff = compare(
    comparison({
      after: changed((model) => {
        grant(model, "books_add");
        model.apis.books?.assigned.push(ids.grace);
        model.clients.storefront?.owners.push(ids.eve);
      }),
      steps: [
        step({
          type: "choreo:Subscription",
          token: "pulumi-nodejs:dynamic/choreo:Subscription",
          name: "storefront-books",
          op: "create",
        }),
        step({ properties: ["requiredResourceAccesses"] }),
        step({
          type: "choreo:IdpKey",
          token: "pulumi-nodejs:dynamic/choreo:IdpKey",
          op: "replace",
          properties: ["consumerKey", "keyType"],
        }),
      ],
    }),
  );
  expect(toMarkdown(diff)).toMatchSnapshot();
});

test("no change is one line", () => {
  expect(toMarkdown(compare(comparison()))).toBe(
    "No changes in `dev`: nobody gains or loses access, no resource is touched.\n",
  );
});

test("JSON holds the same comparison", () => {
  const diff = compare(comparison({ steps: [step()] }));
  expect(JSON.parse(toJson(diff))).toEqual(diff);
});

test.each(explainedTypes)("replacing %s has a sentence of its own", (token) => {
  expect(consequenceOf(token)).not.toBe(consequenceOf("other:index:Thing"));
  expect(consequenceOf(token)).toMatch(/\w+ \w+ \w+/);
});

describe("cutting", () => {
  const many = (number: number) =>
    compare(
      comparison({
        after: changed((model) => {
          for (let index = 0; index < number; index++)
            assign(model, `reader${String(index).padStart(5, "0")}@taylordean.example`);
        }),
        steps: Array.from({ length: number }, (_, index) =>
          step({
            name: `resource-${String(index).padStart(5, "0")}`,
            urn: `urn:${index}`,
            properties: ["a", "b"],
          }),
        ),
      }),
    );

  test("keeps the summary, leaves out whole rows and says how many", () => {
    const text = toMarkdown(many(600), 20_000);
    expect(text.length).toBeLessThanOrEqual(20_000);
    const rows = text.split("\n").filter((line) => line.startsWith("| update"));
    for (const row of rows)
      expect(row).toMatch(/^\| update \| `azuread:Application` \| `resource-\d{5}` \| `a`, `b` \|$/);
    expect(text).toContain(`… and ${600 - rows.length} more resources, left out to fit in a comment.`);
    expect(text).toContain("#### Who gains and loses access");
  });

  test("uses the space: one row more would be too long", () => {
    const text = toMarkdown(many(600), 40_000);
    expect(text.length).toBeGreaterThan(40_000 - 200);
  });

  test("is within the limit whatever the names are", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3_000, unit: "binary" }), { maxLength: 60 }), (names) => {
        const diff = compare(
          comparison({
            after: changed((model) => {
              for (const name of names) assign(model, name);
            }),
            steps: names.map((name, index) => step({ name, urn: `urn:${index}` })),
          }),
        );
        expect(toMarkdown(diff).length).toBeLessThanOrEqual(LIMIT);
      }),
      { numRuns: 10 },
    );
  });

  test("a graph of more than 40 edges gives way to a line", () => {
    expect(toMarkdown(many(41))).toContain("_No graph: 41 changes would be too many to see._");
    expect(toMarkdown(many(40))).toContain("```mermaid");
  });
});

describe("names can't draw, mention or link", () => {
  test("code spans outlast the backticks in a name", () => {
    expect(code("a`b``c")).toBe("``` a`b``c ```");
    expect(code("`")).toBe("`` ` ``");
    expect(code("two\nlines\u202e")).toBe("`two lines`");
    expect(code("")).toBe("` `");
  });

  test("a pipe stays in its table cell", () => {
    expect(cell(code("a|b"))).toBe("`a\\|b`");
  });

  test("a Mermaid label has no quotes, brackets or markup left", () => {
    expect(label('"]; click a "javascript:x" <b>`')).toBe(
      "#34;#93;#59; click a #34;javascript:x#34; #60;b#62;#96;",
    );
    expect(label("POST /books (books)")).toBe("POST /books (books)");
    expect(label("größe 日本")).toBe("größe 日本");
  });

  test("a hostile name stays inside its span in the whole comment", () => {
    const evil = "`@admin` <img src=x> [x](http://e) | x";
    const text = toMarkdown(compare(comparison({ steps: [step({ name: evil })] })));
    expect(text).toContain(
      "| update | `azuread:Application` | `` `@admin` <img src=x> [x](http://e) \\| x `` |  |",
    );
  });
});
