import { describe, expect, test } from "@jest/globals";
import { graphComplaints } from "./check.ts";
import { graphTypesPresent } from "./types.ts";

const exchange = (method: string, path: string, request: unknown, answer: unknown, status = 200) => ({
  method,
  path,
  headers: {},
  requestBody: request === undefined ? "" : JSON.stringify(request),
  status,
  responseHeaders: {},
  responseBody: answer === undefined ? "" : JSON.stringify(answer),
});

const ID = "c1c2a3b4-5d6e-4f70-8192-a3b4c5d6e703";

(graphTypesPresent ? describe : describe.skip)("what does not fit the description is told", () => {
  test.each([
    [
      "an unknown property of a request",
      exchange("PATCH", `/v1.0/applications/${ID}`, { colour: "red" }, undefined, 204),
      ["PATCH /v1.0/applications/{id} 204, request: unknown property colour"],
    ],
    [
      "a read-only one",
      exchange("POST", "/v1.0/applications", { appId: ID }, undefined, 201),
      ["POST /v1.0/applications 201, request: read-only property appId"],
    ],
    [
      "a type, in a part of a list",
      exchange("GET", "/beta/groups?$top=1", undefined, { value: [{ id: ID, groupTypes: "Unified" }] }),
      ["GET /beta/groups 200, answer: groupTypes is not a list"],
    ],
    [
      "a type deep within",
      exchange("GET", `/v1.0/applications/${ID}`, undefined, { api: { requestedAccessTokenVersion: "2" } }),
      ['GET /v1.0/applications/{id} 200, answer: api.requestedAccessTokenVersion is "2", not of type int'],
    ],
    [
      "an unknown property of a user",
      exchange("GET", `/v1.0/users/${ID}`, undefined, { colour: "red" }),
      ["GET /v1.0/users/{id} 200, answer: unknown property colour"],
    ],
    [
      "nothing about what was refused",
      exchange("POST", "/v1.0/applications", { colour: "red" }, { error: {} }, 400),
      [],
    ],
    [
      "nothing about annotations, a repeated id and nulls",
      exchange(
        "PATCH",
        `/v1.0/applications/${ID}`,
        { "@odata.type": "x", id: ID, notes: null },
        undefined,
        204,
      ),
      [],
    ],
    [
      "nothing about links",
      exchange("GET", `/v1.0/groups/${ID}/members`, undefined, { value: [{ x: 1 }] }),
      [],
    ],
  ])("%s", (_, one, expected) => {
    expect(graphComplaints(one)).toEqual(expected);
  });
});
