import { expect, test } from "@jest/globals";
import { edgeCount, graph } from "../../../cli/access-diff/mermaid.ts";
import { withoutValues } from "../../../cli/access-diff/redact.ts";
import type { AccessDiff, Subject } from "../../../cli/access-diff/types.ts";
import { nothing } from "./models.ts";

const ada: Subject = { kind: "user", name: "ada" };
const client = {
  direction: "gains" as const,
  client: "shop",
  api: "books",
  permission: "add",
  operations: ["GET /books", "POST /books"],
  way: undefined,
  declared: true,
};
const people = (subjects: Subject[], operations: string[], at?: string) => ({
  direction: "loses" as const,
  api: "books",
  ...(at === undefined ? {} : { at }),
  operations,
  subjects,
  through: [],
  ifAdminConsented: false,
  exceptMembersOf: [],
  exceptWhoConsented: false,
});
const diff: AccessDiff = {
  ...nothing,
  owners: [{ direction: "gains", subjects: [ada], apis: ["books"], clients: ["shop", "desk"] }],
  clients: [client, { ...client, permission: undefined, operations: [] }],
  people: [
    people([{ kind: "everyone" }, { kind: "anyone" }], ["GET /books"]),
    people([ada], ["POST /books"], "Default"),
  ],
  roles: [{ direction: "gains", api: "books", role: "clerk", subjects: [ada] }],
};

test("who is on the left, what is on the right, and an edge for each change", () => {
  expect(graph(diff)).toEqual([
    "flowchart LR",
    '  s0(["anyone, without a token"])',
    '  s1(["client shop"])',
    '  s2(["everyone in the tenant"])',
    '  s3(["user ada"])',
    '  o0["(no operation) (books)"]',
    '  o1["GET /books (books)"]',
    '  o2["POST /books (books in Default)"]',
    '  o3["POST /books (books)"]',
    '  o4["registration (books)"]',
    '  o5["registration of desk"]',
    '  o6["registration of shop"]',
    '  o7["role clerk (books)"]',
    '  s3 -->|"gains ownership"| o4',
    '  s3 -->|"gains ownership"| o6',
    '  s3 -->|"gains ownership"| o5',
    '  s1 -->|"gains add"| o1',
    '  s1 -->|"gains add"| o3',
    '  s1 -->|"gains no permission needed"| o0',
    '  s2 -.->|"loses"| o1',
    '  s0 -.->|"loses"| o1',
    '  s3 -.->|"loses"| o2',
    '  s3 -->|"gains"| o7',
  ]);
  expect(edgeCount(diff)).toBe(10);
});

test("nothing to draw, and too much of it", () => {
  expect(graph(nothing)).toBeUndefined();
  expect(edgeCount(nothing)).toBe(0);
  const operations = (number: number) => Array.from({ length: number }, (_, index) => `GET /${index}`);
  const many = (number: number) => ({
    ...nothing,
    people: [people([ada, { kind: "everyone" }], operations(number))],
  });
  expect(graph(many(20))).toHaveLength(1 + 2 + 20 + 40);
  expect(graph(many(21))).toBeUndefined();
  expect(edgeCount(many(21))).toBe(42);
  expect(edgeCount({ ...nothing, roles: [{ ...diff.roles[0], subjects: [ada, ada] } as never] })).toBe(2);
});

test.each([
  ["it is eyJhbGciOi.eyJzdWIi.c2ln-_ there", "it is [token] there"],
  ["it is eyJhbGciOi.eyJzdWIi. there", "it is [token] there"],
  ["Authorization: Bearer abc.~+/=-x, and so on", "Authorization: Bearer [secret], and so on"],
  ["basic dXNlcg== it is", "basic [secret] it is"],
  [
    'client_secret=abc&x "clientSecret" : "hush", y',
    'client_secret=[secret]&x "clientSecret" : "[secret]", y',
  ],
  [
    "secret: abc; password = 'p4ss', token=t assertion:a",
    "secret: [secret]; password = '[secret]', token=[secret] assertion:[secret]",
  ],
  ["property x value {{a}} has a problem: it", "property x has a problem: it"],
  ["my Passphrase and key: 1234abcd 5678efgh", "my Passphrase and key: [secret] 5678efgh"],
])("%s", (message, shown) => {
  expect(withoutValues(message, { SOME_KEY: "1234abcd", SOME_NAME: "5678efgh" })).toBe(shown);
});
