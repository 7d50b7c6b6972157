import { describe, expect, test } from "@jest/globals";
import { readErrorBody } from "#choreo/client/errorBody";

describe("the body of a refusal", () => {
  test.each([
    [
      "WSO2's Error schema",
      {
        code: 901409,
        message: "Conflict",
        description: "Key Mappings already exists",
        error: [{ message: "m" }],
      },
      { code: 901409, words: "Conflict: Key Mappings already exists: m" },
    ],
    [
      "Choreo Connect",
      { error_message: "Invalid Credentials", code: "900901", error_description: "Wrong token" },
      { code: 900901, words: "Invalid Credentials: Wrong token" },
    ],
    [
      "the Synapse gateway",
      { fault: { code: 900902, type: "Status report", message: "Missing Credentials", description: "d" } },
      { code: 900902, words: "Missing Credentials: d" },
    ],
    ["a front's error", { error: "Service Unavailable" }, { code: undefined, words: "Service Unavailable" }],
    [
      "RFC 6750",
      { error: "invalid_token", error_description: "The token expired" },
      { code: undefined, words: "The token expired: invalid_token" },
    ],
    [
      "an error that is an object",
      { error: { code: "Forbidden", message: "No access" } },
      { code: undefined, words: "No access" },
    ],
    ["a code within", { error: { code: 900363, message: "m" } }, { code: 900363, words: "m" }],
    [
      "problem details",
      { title: "Bad Gateway", detail: "no upstream" },
      { code: undefined, words: "Bad Gateway: no upstream" },
    ],
    ["a list", { errors: ["one", { message: "two" }, 3, null] }, { code: undefined, words: "one: two" }],
    ["the same twice", { message: "m", description: "m" }, { code: undefined, words: "m" }],
    ["words that are none", { message: 7, error: null, description: " " }, { code: undefined, words: "" }],
  ])("%s", (_name, body, expected) => expect(readErrorBody(JSON.stringify(body))).toEqual(expected));

  test.each(["", "Not Found", "[]", "7", "null", '"text"'])("%j is none", (text) =>
    expect(readErrorBody(text)).toBeUndefined(),
  );

  test("a book of words is cut", () =>
    expect(readErrorBody(JSON.stringify({ message: "x".repeat(9000) }))?.words).toHaveLength(501));
});
