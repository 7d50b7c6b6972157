import { describe, expect, test } from "@jest/globals";
import { toMarkdown } from "../../../cli/access-diff/markdown.ts";
import type { AccessDiff, PermissionChange, Replacement } from "../../../cli/access-diff/types.ts";
import { nothing, step } from "./models.ts";

// The comment's parts, of comparisons written by hand: what stands in which, in which order, and what is told once.

const fact = (sentence: string) => ({ weight: 1, sentence });
const client = (changes: Partial<PermissionChange>): PermissionChange => ({
  direction: "gains",
  client: "shop",
  api: "books",
  permission: "books_add",
  operations: ["POST /books"],
  way: "granted",
  declared: true,
  ...changes,
});
const user = (name: string) => ({ kind: "user", name }) as const;
const lines = (diff: Partial<AccessDiff>, limit?: number) =>
  toMarkdown({ ...nothing, ...diff }, limit).split("\n");
/** The bullets below a heading. */
const below = (heading: string, diff: Partial<AccessDiff>) => {
  const all = lines(diff);
  const start = all.indexOf(`#### ${heading}`);
  expect(start).toBeGreaterThan(0);
  expect(all[start + 1]).toBe("");
  const rest = all.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith("- "));
  return rest.slice(0, end < 0 ? undefined : end);
};

describe("each kind stands below its heading, sentence by sentence", () => {
  test.each([
    ["APIs and clients", "rules"],
    ["Scopes", "scopes"],
    ["Secrets", "secrets"],
  ] as const)("%s", (heading, kind) => {
    const diff = { [kind]: [fact("One."), fact("Two.")] };
    expect(below(heading, diff)).toEqual(["- One.", "- Two."]);
    expect(lines(diff).filter((line) => line.startsWith("####"))).toEqual([`#### ${heading}`]);
  });

  test("notes come before the headline, with a line between them; without notes there is none", () => {
    expect(lines({ notes: ["First.", "Second."], scopes: [fact("One.")] }).slice(0, 6)).toEqual([
      "### Access changes in `dev`",
      "",
      "> First.",
      "> Second.",
      "",
      expect.stringContaining("."),
    ]);
    expect(lines({ scopes: [fact("One.")] })[2]).not.toBe("");
  });
});

describe("who loses comes before who gains", () => {
  const gains = { direction: "gains" } as const;
  const loses = { direction: "loses" } as const;
  const people = {
    api: "books",
    operations: ["POST /books"],
    through: ["shop"],
    ifAdminConsented: false,
    exceptMembersOf: [],
    exceptWhoConsented: false,
  };
  test.each<[string, Partial<AccessDiff>]>([
    [
      "owners",
      {
        owners: [
          { ...gains, subjects: [user("ada")], apis: ["books"], clients: [] },
          { ...loses, subjects: [user("eve")], apis: ["books"], clients: [] },
        ],
      },
    ],
    ["clients", { clients: [client(gains), client({ ...loses, client: "reports" })] }],
    [
      "people",
      {
        people: [
          { ...gains, ...people, subjects: [user("ada")] },
          { ...loses, ...people, subjects: [user("eve")] },
        ],
      },
    ],
    [
      "roles",
      {
        roles: [
          { ...gains, api: "books", role: "clerk", subjects: [user("ada")] },
          { ...loses, api: "books", role: "clerk", subjects: [user("eve")] },
        ],
      },
    ],
  ])("%s", (kind, diff) => {
    const [first, second, ...others] = below("Who gains and loses access", diff);
    expect(others).toEqual([]);
    expect(first).toMatch(/\*\*lose/);
    expect(second).toMatch(/\*\*gain/);
    // Within one direction the order stays.
    const [one, two] = diff[kind as "roles"] ?? [];
    const reversed = { [kind]: [two, one] } as Partial<AccessDiff>;
    expect(below("Who gains and loses access", reversed)).toEqual([first, second]);
  });

  test("and those of one direction stay as they are", () => {
    const clients = ["shop", "reports", "kiosk"].map((name, index) =>
      client({ client: name, permission: `p${index}`, direction: "loses" }),
    );
    const told = below("Who gains and loses access", { clients });
    expect(told.map((line) => /`(\w+)`/.exec(line)?.[1])).toEqual(["shop", "reports", "kiosk"]);
  });
});

describe("what is alike is told once", () => {
  test("of several clients, and only then", () => {
    const [shop, reports] = [client({ client: "shop" }), client({ client: "reports" })];
    const both = below("Who gains and loses access", { clients: [shop, reports] });
    expect(both).toHaveLength(1);
    expect(both[0]).toContain("`shop`");
    expect(both[0]).toContain("`reports`");
    const apart = { clients: [shop, { ...reports, way: "obtainable" as const }] };
    expect(below("Who gains and loses access", apart)).toHaveLength(2);
  });

  test("of several replacements of one type for one reason, and only then", () => {
    const replaced = (changes: Partial<Replacement>): Replacement => ({
      type: "choreo:IdpKey",
      name: "shop",
      properties: ["consumerKey"],
      consequence: "calls fail",
      ...changes,
    });
    const heading = "Replaced, and why that hurts";
    const told = (...others: Partial<Replacement>[]) =>
      below(heading, { replacements: [replaced({}), ...others.map(replaced)], steps: [step()] }).length;
    expect(told({ name: "reports" })).toBe(1);
    expect(told({ name: "reports", properties: ["keyType"] })).toBe(2);
    expect(told({ name: "reports", type: "choreo:Subscription" })).toBe(2);
  });
});

describe("resources", () => {
  test("what is deleted or replaced stands out, the rest does not; nothing else follows the table", () => {
    const ops = ["create", "update", "replace", "delete", "import"] as const;
    const text = lines({ steps: ops.map((op) => step({ op, name: op, properties: [] })) });
    const table = text.slice(text.indexOf("|---|---|---|---|") + 1);
    expect(table).toEqual([
      "| create | `azuread:Application` | `create` |  |",
      "| update | `azuread:Application` | `update` |  |",
      "| **replace** | `azuread:Application` | `replace` |  |",
      "| **delete** | `azuread:Application` | `delete` |  |",
      "| import | `azuread:Application` | `import` |  |",
      "",
    ]);
  });

  test("without any there is no table, and without a change of access no word of a graph", () => {
    const text = lines({ scopes: [fact("One.")] });
    expect(text.join("\n")).not.toMatch(/Resources\n|\| type|graph/);
    expect(text.slice(-2)).toEqual(["- One.", ""]);
  });
});

describe("where it does not fit", () => {
  test("sentences are counted that are left out", () => {
    const scopes = Array.from({ length: 100 }, (_, index) => fact(`Sentence ${index}.`));
    const text = lines({ scopes }, 1_000);
    expect(text.join("\n").length).toBeLessThanOrEqual(1_000);
    const shown = text.filter((line) => line.startsWith("- Sentence")).length;
    expect(text).toContain(`- … and ${100 - shown} more, left out to fit in a comment.`);
  });

  test("the graph goes as a whole, and a line says so", () => {
    const clients = Array.from({ length: 20 }, (_, index) =>
      client({ client: `client-${index}`, permission: `permission-${index}`, operations: [`GET /${index}`] }),
    );
    const whole = lines({ clients }).join("\n");
    expect(whole).toContain("```mermaid");
    const cut = lines({ clients }, whole.length - 100).join("\n");
    expect(cut).not.toContain("```");
    expect(cut).toMatch(/_The graph of \d+ changes is left out to fit in a comment\._/);
  });

  test("all of it stands where it fits to the character", () => {
    const scopes = Array.from({ length: 30 }, (_, index) => fact(`Sentence ${index}.`));
    const whole = lines({ scopes }).join("\n");
    expect(lines({ scopes }, whole.length).join("\n")).toBe(whole);
    expect(lines({ scopes }, whole.length - 1).join("\n").length).toBeLessThan(whole.length);
  });
});
