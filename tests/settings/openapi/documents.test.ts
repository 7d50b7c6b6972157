import { describe, expect, test } from "@jest/globals";
import { readDocuments } from "../../../settings/index.ts";

const DOCUMENT = '{ "openapi": "3.0.0", "paths": {} }';

async function readBy(raw: unknown): Promise<string[]> {
  const read: string[] = [];
  await readDocuments(raw, (path) => {
    read.push(path);
    return DOCUMENT;
  });
  return read;
}

describe("the documents that a configuration names", () => {
  test.each([
    [
      "by path and by file",
      { a: { openapi: "a.yaml" }, b: { openapi: { file: "b.yaml" } } },
      ["a.yaml", "b.yaml"],
    ],
    ["of two APIs, once", { a: { openapi: "a.yaml" }, b: { openapi: "a.yaml" } }, ["a.yaml"]],
    ["none", { a: { operations: {} } }, []],
    ["what is no path", { a: { openapi: 1 }, b: { openapi: { file: [] } }, c: { openapi: "" }, d: null }, []],
    ["a list of APIs", [{ openapi: "a.yaml" }], []],
  ])("%s", async (_, apis, expected) => {
    expect(await readBy({ apis })).toEqual(expected);
  });

  test.each([[undefined], [null], ["text"], [{}], [[]]])("%j names none", async (raw) => {
    expect(await readBy(raw)).toEqual([]);
  });

  test("one that cannot be read is an error where it is asked for, like one that was never named", async () => {
    const documents = await readDocuments({ apis: { a: { openapi: "a.yaml" } } }, () => "[");
    expect(() => documents("a.yaml")).toThrow(/^a\.yaml does not parse, line/);
    expect(() => documents("b.yaml")).toThrow("b.yaml was not read");
  });
});
