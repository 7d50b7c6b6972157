import { describe, expect, test } from "@jest/globals";
import { summarize } from "../../sandbox/engine/events.ts";

const urn = (type: string, name: string) => `urn:pulumi:dev::choreo-azuread::${type}::${name}`;
const SCOPES = "pulumi-nodejs:dynamic/choreo:ApiPermissions";

function log(...events: object[]): string {
  return `${events.map((event) => JSON.stringify(event)).join("\n")}\n`;
}

const pre = (op: string, type: string, name: string, more: object = {}) => ({
  resourcePreEvent: { metadata: { op, type, urn: urn(type, name), ...more } },
});
const outputs = (op: string, type: string, name: string, more: object = {}) => ({
  resOutputsEvent: { metadata: { op, type, urn: urn(type, name), ...more } },
});

describe("summarize", () => {
  test("names what an update changes, never a value", () => {
    const summary = summarize(
      log(
        pre("update", SCOPES, "books", {
          old: { inputs: { apiId: "1", scopes: { a: {} }, gone: 1 } },
          new: { inputs: { apiId: "1", scopes: { b: {} }, added: 1 } },
        }),
      ),
    );
    expect(summary.steps).toEqual([
      {
        op: "update",
        type: SCOPES,
        name: "books",
        urn: urn(SCOPES, "books"),
        diffs: ["added", "gone", "scopes"],
      },
    ]);
  });

  test("a refresh counts by what it found, not by having looked", () => {
    const state = (color: string) => ({ inputs: {}, outputs: { color } });
    const { steps } = summarize(
      log(
        pre("refresh", SCOPES, "same"),
        outputs("same", SCOPES, "same"),
        pre("refresh", SCOPES, "drifted"),
        outputs("update", SCOPES, "drifted", { old: state("red"), new: state("blue") }),
        pre("refresh", SCOPES, "gone"),
        outputs("delete", SCOPES, "gone"),
      ),
    );
    expect(steps.map(({ op, name, diffs }) => ({ op, name, diffs }))).toEqual([
      { op: "update", name: "drifted", diffs: ["color"] },
      { op: "delete", name: "gone", diffs: [] },
    ]);
  });

  test("leaves out what stays and the default providers", () => {
    const { steps } = summarize(
      log(pre("same", SCOPES, "books"), pre("update", "pulumi:providers:azuread", "default")),
    );
    expect(steps).toEqual([]);
  });

  test("takes the sums and the errors from the engine", () => {
    const { changes, errors } = summarize(
      log(
        { diagnosticEvent: { severity: "warning", message: "old" } },
        { diagnosticEvent: { severity: "error", message: "no such API\n" } },
        { summaryEvent: { resourceChanges: { create: 2, same: 1 } } },
      ),
    );
    expect(changes).toEqual({ create: 2, same: 1 });
    expect(errors).toEqual(["no such API"]);
  });
});
