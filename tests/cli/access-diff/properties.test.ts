import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { AccessModel } from "../../../access/index.ts";
import { compare, isEmpty } from "../../../cli/access-diff/compare.ts";
import { toMarkdown } from "../../../cli/access-diff/markdown.ts";
import { renamedApis } from "../../../cli/access-diff/renames.ts";
import type { PeopleChange } from "../../../cli/access-diff/types.ts";
import { comparison } from "./models.ts";

const model = (after: AccessModel, before: AccessModel) => compare(comparison({ before, after }));
const name = fc.constantFrom("a", "b", "c", "`x`", "d|e");
const names = fc.uniqueArray(name, { maxLength: 3 });
const principals: AccessModel["principals"] = {
  a: { kind: "user", name: "a" },
  b: { kind: "group", name: "b" },
  c: { kind: "application", name: "c" },
  "`x`": { kind: "user", name: "`x`" },
};
const anyModel: fc.Arbitrary<AccessModel> = fc.record({
  version: fc.constant(2 as const),
  environment: fc.constant("dev"),
  principals: fc.constant(principals),
  apis: fc.dictionary(
    name,
    fc.record({
      name,
      apiVersion: fc.constant("1"),
      permissions: fc.dictionary(
        name,
        fc.record({ scope: name, consent: fc.constantFrom("users", "admins"), enabled: fc.boolean() }),
      ),
      operations: fc.dictionary(
        fc.constantFrom("GET /", "POST /"),
        fc.record(
          { permissions: names, anonymous: fc.constant(true as const), unlisted: fc.constant(true as const) },
          { requiredKeys: ["permissions"] },
        ),
      ),
      assignmentRequired: fc.boolean(),
      assigned: names,
      roles: fc.dictionary(name, names),
      preAuthorized: fc.dictionary(name, names),
      owners: names,
    }),
  ),
  clients: fc.dictionary(
    name,
    fc.record({
      redirectUris: names,
      declared: fc.dictionary(name, names),
      granted: fc.dictionary(name, names),
      subscribed: names,
      owners: names,
      secret: fc.record({ rotation: fc.nat(2), expires: fc.constantFrom("90d", "180d") }),
    }),
  ),
});

test("a model against itself is no change", () => {
  fc.assert(fc.property(anyModel, (any) => isEmpty(model(any, structuredClone(any)))));
});

test("what one way gains the other way loses", () => {
  const flip = (each: { direction: string }) => ({
    ...each,
    direction: each.direction === "gains" ? "loses" : "gains",
  });
  // Who has consented before is told of losses alone, and what is told alike is one entry.
  const oneByOne = (people: object[]) =>
    (people as PeopleChange[]).flatMap(({ exceptWhoConsented, operations, subjects, ...rest }) =>
      operations.flatMap((operation) => subjects.map((subject) => ({ ...rest, operation, subject }))),
    );
  const asSet = (items: object[]) => items.map((each) => JSON.stringify(each)).sort();
  fc.assert(
    fc.property(anyModel, anyModel, (a, b) => {
      // A renamed API is told under its new key, and that is another one each way.
      fc.pre(renamedApis(a, b).length + renamedApis(b, a).length === 0);
      const [there, back] = [model(b, a), model(a, b)];
      expect(asSet(there.clients)).toEqual(asSet(back.clients.map(flip)));
      expect(asSet(oneByOne(there.people))).toEqual(asSet(oneByOne(back.people.map(flip))));
      expect(asSet(there.roles)).toEqual(asSet(back.roles.map(flip)));
      expect(asSet(there.owners)).toEqual(asSet(back.owners.map(flip)));
    }),
  );
});

test("the order of keys and lists in the models does not matter", () => {
  fc.assert(
    fc.property(anyModel, anyModel, (a, b) => {
      expect(toMarkdown(model(reversed(b), reversed(a)))).toBe(toMarkdown(model(b, a)));
    }),
  );
});

function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed).reverse() as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, reversed(each)])
      .reverse(),
  ) as T;
}
