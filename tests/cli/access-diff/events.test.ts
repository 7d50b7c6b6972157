import { describe, expect, test } from "@jest/globals";
import { readEventLog, shortType } from "../../../cli/access-diff/events.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { eventLog, outputsEvent, stepEvent } from "./recorded.ts";

const application = "azuread:index/application:Application";
const assignment = "azuread:index/appRoleAssignment:AppRoleAssignment";
const idpKey = "pulumi-nodejs:dynamic/choreo:IdpKey";
const read = (...events: object[]) => readEventLog(eventLog(...events), "preview.jsonl");
const rows = (...events: object[]) =>
  read(...events).steps.map(({ op, name, properties }) => [op, name, ...properties]);

test("a log in which nothing happens", () => {
  const nothing = { steps: [], protection: [], planned: [], placed: [], access: undefined, errors: [] };
  expect(readEventLog("\n  \r\n", "preview.jsonl")).toEqual({ ...nothing, complete: false });
  expect(read({ summaryEvent: {} })).toEqual({ ...nothing, complete: true });
  expect(read({ summaryEvent: { resourceChanges: null } }).complete).toBe(true);
});

test("what is no log says how to write one, and keeps the cause", () => {
  const summary = '{"summaryEvent":{}}';
  const wrong = () => readEventLog(`${summary}\n{"resourcePreEvent":{}}`, "preview.jsonl");
  expect(wrong).toThrow(
    expect.objectContaining({
      exitCode: exitCodes.usage,
      message: "Line 2 of preview.jsonl is no engine event.",
      advice: expect.stringContaining("pulumi preview --json > preview.jsonl"),
      cause: expect.anything(),
    }),
  );
  for (const counts of ["1", '{"resourceChanges":1}', '{"resourceChanges":{"same":"1"}}'])
    expect(() => readEventLog(`{"summaryEvent":${counts}}`, "preview.jsonl")).toThrow("Line 1");
});

test.each([
  ["create", "create"],
  ["update", "update"],
  ["replace", "replace"],
  ["create-replacement", "replace"],
  ["delete-replaced", "replace"],
  ["delete", "delete"],
  ["import", "import"],
  ["import-replacement", "replace"],
])("a step %s is the row %s", (op, row) => {
  const side = op.startsWith("delete") ? { old: {} } : { new: {} };
  expect(rows(stepEvent(op, application, "books", side))).toEqual([[row, "books"]]);
});

test.each(["same", "refresh", "read", "discard", "read-replacement"])("a step %s is no row", (op) => {
  expect(rows(stepEvent(op, application, "books", { old: {}, new: {} }))).toEqual([]);
});

describe("the properties of a row", () => {
  const sides = (before: object, after: object) => ({ old: { inputs: before }, new: { inputs: after } });

  test.each([
    ["create", { new: { inputs: { displayName: "b" } } }],
    ["import", sides({ displayName: "a" }, { displayName: "b" })],
    ["delete", { old: { inputs: { displayName: "a" } } }],
  ])("are none for a step %s, which is about all of them", (op, side) => {
    expect(rows(stepEvent(op, application, "books", side, { diffs: ["displayName"] }))).toEqual([
      [op, "books"],
    ]);
  });

  test("are those of all steps of a replacement, and those that the provider named", () => {
    const changed = sides({ b: 1 }, { b: 2 });
    expect(
      rows(
        stepEvent("create-replacement", application, "books", changed, { keys: ["d"], diffs: ["c"] }),
        stepEvent("replace", application, "books", sides({ a: 1 }, { a: 2 })),
      ),
    ).toEqual([["replace", "books", "a", "b", "c", "d"]]);
  });

  test("are those of the outputs where the inputs stay: a drift of what nobody set", () => {
    const drift = (before: object, after?: object) =>
      stepEvent("update", application, "books", {
        old: { inputs: { a: 1 }, outputs: before },
        new: { inputs: { a: 1 }, outputs: after },
      });
    const found = rows(drift({ owners: [], id: "x" }, { owners: ["eve"], id: "x" }));
    expect(found).toEqual([["update", "books", "owners"]]);
    expect(rows(drift({ owners: [] }, {}))).toEqual([["update", "books"]]);
    expect(rows(drift({ owners: [] }))).toEqual([["update", "books"]]);
  });

  test("are those of the inputs where both change", () => {
    const both = {
      old: { inputs: { a: 1 }, outputs: { b: 1 } },
      new: { inputs: { a: 2 }, outputs: { b: 2 } },
    };
    expect(rows(stepEvent("update", application, "books", both))).toEqual([["update", "books", "a"]]);
  });
});

describe("a refresh", () => {
  const found = (op: string, name: string, sides: Parameters<typeof stepEvent>[3]) => ({
    resOutputsEvent: stepEvent(op, application, name, sides).resourcePreEvent,
  });
  const refresh = (name: string) => stepEvent("refresh", application, name, { old: {}, new: {} });

  test("has its rows from what it found, not from the look", () => {
    expect(
      rows(
        refresh("books"),
        refresh("orders"),
        refresh("same"),
        found("update", "books", { old: { outputs: { owners: [] } }, new: { outputs: { owners: ["eve"] } } }),
        found("delete", "orders", { old: {} }),
        found("same", "same", { old: {}, new: {} }),
      ),
    ).toEqual([
      ["update", "books", "owners"],
      ["delete", "orders"],
    ]);
  });

  test("is no other resource's, and only once: later events are of the update", () => {
    const update = found("update", "books", { old: {}, new: { outputs: { owners: ["eve"] } } });
    expect(rows(refresh("orders"), update)).toEqual([]);
    expect(rows(stepEvent("same", application, "books", { old: {}, new: {} }), update)).toEqual([]);
  });
});

describe("what is planned", () => {
  const planned = (op: string, sides: Parameters<typeof stepEvent>[3], more = {}) =>
    read(stepEvent(op, assignment, "ada", sides, more)).planned.map(({ properties }) => properties);
  const old = { inputs: {}, outputs: { appRoleId: "a" } };

  test("keeps what it was, but for what is made anew", () => {
    expect(planned("same", { old, new: {} })).toEqual([{ appRoleId: "a" }]);
    expect(planned("update", { old, new: { inputs: { appRoleId: "b" } } })).toEqual([{ appRoleId: "b" }]);
    for (const op of ["replace", "create-replacement", "import-replacement"])
      expect(planned(op, { old, new: {} })).toEqual([{}]);
  });

  test("is nothing of what goes, and no component", () => {
    expect(planned("delete", { old })).toEqual([]);
    expect(planned("create", { new: { custom: false } })).toEqual([]);
    expect(
      read(stepEvent("create", "choreo-azuread:index:ChoreoApi", "books", { new: { custom: false } })).placed,
    ).toEqual([]);
  });
});

describe("protection", () => {
  const told = (op: string, before: boolean | undefined, after: boolean | undefined, custom = true) =>
    read(
      stepEvent(op, idpKey, "k", {
        old: { custom, ...(before === undefined ? {} : { protect: before }) },
        new: { custom, ...(after === undefined ? {} : { protect: after }) },
      }),
    ).protection;
  const of = (on: boolean) => [{ type: "choreo:IdpKey", name: "k", on }];

  test.each(["same", "update"])("begins and ends with a step %s", (op) => {
    expect(told(op, undefined, true)).toEqual(of(true));
    expect(told(op, true, undefined)).toEqual(of(false));
    expect(told(op, true, false)).toEqual(of(false));
  });

  test("is no change where it stays, where the resource does not, and of a component", () => {
    expect([told("same", true, true), told("update", undefined, false)]).toEqual([[], []]);
    expect([told("replace", true, false), told("import", false, true)]).toEqual([[], []]);
    expect(told("same", true, false, false)).toEqual([]);
  });
});

test("the output `access` is the stack's last, and a stack event without outputs leaves it", () => {
  const without = (side: object | null) => {
    const { metadata } = outputsEvent(1).resOutputsEvent;
    return { resOutputsEvent: { metadata: { ...metadata, new: side } } };
  };
  expect(read(outputsEvent("a"), outputsEvent("b")).access).toBe("b");
  expect(read(outputsEvent("a"), without(null), without({}), without({ outputs: {} })).access).toBe("a");
});

test("errors are those of diagnostics and mandatory policies, without the line's end", () => {
  const diagnostic = (severity: string) => ({ diagnosticEvent: { severity, message: `${severity}\n` } });
  const policy = (enforcementLevel: string) => ({
    policyEvent: { policyName: "p", enforcementLevel, message: `${enforcementLevel}\n` },
  });
  expect(
    read(diagnostic("error"), diagnostic("warning"), policy("mandatory"), policy("advisory")).errors,
  ).toEqual(["error", "policy p: mandatory"]);
});

test.each([
  [application, "azuread:Application"],
  ["pulumi-nodejs:dynamic/choreo:IdpKey", "choreo:IdpKey"],
  ["random:index/randomUuid:RandomUuid", "random:RandomUuid"],
  ["choreo-azuread:index:ChoreoApi", "choreo-azuread:ChoreoApi"],
])("the type %s is %s for people", (token, short) => {
  expect(shortType(token)).toBe(short);
});
