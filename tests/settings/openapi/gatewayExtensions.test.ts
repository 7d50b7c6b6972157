import { describe, expect, test } from "@jest/globals";
import { documented, secured } from "./world.ts";

const protectedBy = [{ entra: ["read"] }];

describe("extensions by which the gateway lets anybody in", () => {
  test.each([
    ["of the operation", { paths: { "/a": { get: { "x-auth-type": "None" } } } }, "x-auth-type: None"],
    ["in lower case", { paths: { "/a": { get: { "x-auth-type": "none" } } } }, "x-auth-type: none"],
    [
      "of the path",
      { paths: { "/a": { "x-wso2-disable-security": true, get: {} } } },
      "x-wso2-disable-security: true",
    ],
    ["of the document", { "x-auth-type": "None", paths: { "/a": { get: {} } } }, "x-auth-type: None"],
    ["with white space", { paths: { "/a": { get: { "x-auth-type": " None " } } } }, "x-auth-type:  None "],
    [
      "as a text in other letters",
      { paths: { "/a": { get: { "x-wso2-disable-security": "True" } } } },
      "x-wso2-disable-security: True",
    ],
    [
      "as a text",
      { paths: { "/a": { get: { "x-wso2-disable-security": "true" } } } },
      "x-wso2-disable-security: true",
    ],
  ])("%s: an error under a global security", async (_, changes, extension) => {
    expect(await documented({ security: protectedBy, ...changes }).problems()).toEqual([
      `apis.books.openapi: things.json: GET /a: ${extension} makes the gateway let anyone in, so that read of its security would protect nothing; take one of the two away`,
    ]);
  });

  test("told where the operation asks for nothing anyway", async () => {
    const api = secured([], { "x-auth-type": "None" });
    expect(await api.operations()).toEqual({ "GET /things": [] });
    expect(await api.notices()).toEqual([
      "apis.books: 1 operations of things.json (GET /things is the first) are open to anyone, without a token (x-auth-type, x-wso2-disable-security)",
    ]);
  });

  test.each([
    ["another authentication", { "x-auth-type": "Application & Application User" }],
    ["security left on", { "x-wso2-disable-security": false }],
    ["something else", { "x-auth-type": 1 }],
  ])("%s is none of them", async (_, members) => {
    const api = secured(protectedBy, members);
    expect(await api.operations()).toEqual({ "GET /things": ["read"] });
    expect(await api.notices()).toEqual([]);
  });

  test("an operation's own extension replaces that of its path", async () => {
    const get = { "x-auth-type": "Any", security: protectedBy };
    const api = documented({ paths: { "/a": { "x-auth-type": "None", get } } });
    expect(await api.operations()).toEqual({ "GET /a": ["read"] });
  });
});

describe("x-scope, which stood in place of security", () => {
  test.each([
    ["one", "write"],
    ["several", "read, write"],
    ["a list", ["write"]],
  ])("%s that security lacks is an error", async (_, scope) => {
    expect(await secured(protectedBy, { "x-scope": scope }).problems()).toEqual([
      "apis.books.openapi: things.json: GET /things: x-scope names write, which its security does not; write it there",
    ]);
  });

  test("saying the same is none", async () => {
    expect(await secured(protectedBy, { "x-scope": "read" }).operations()).toEqual({
      "GET /things": ["read"],
    });
  });
});

describe("x-wso2-application-security", () => {
  const noToken = (what: string, of = "1 operations of things.json (GET /a is the first)") => [
    `apis.books: ${of}: ${what}; where the gateway asks for no token, permissions protect nothing`,
  ];
  test.each([
    [{ "security-types": ["api_key"] }, "x-wso2-application-security lists api_key, not oauth2"],
    [{ "security-types": [] }, "x-wso2-application-security lists nothing, not oauth2"],
    [{ "security-types": ["oauth2"], optional: true }, "x-wso2-application-security is optional"],
    [{ "security-types": ["oauth2"], optional: "true" }, "x-wso2-application-security is optional"],
  ])("%j is told", async (application, expected) => {
    const get = { security: protectedBy };
    const extension = { "x-wso2-application-security": application };
    for (const changes of [
      { paths: { "/a": { get } }, ...extension },
      { paths: { "/a": { get, ...extension } } },
      { paths: { "/a": { get: { ...get, ...extension } } } },
    ])
      expect(await documented(changes).notices()).toEqual(noToken(expected));
  });

  test("an operation's own replaces the document's", async () => {
    const asks = { "x-wso2-application-security": { "security-types": ["oauth2"], optional: false } };
    const optional = { "x-wso2-application-security": { "security-types": ["oauth2"], optional: true } };
    const paths = {
      "/a": { get: { security: protectedBy, ...asks } },
      "/b": { get: { security: protectedBy }, put: { security: protectedBy } },
    };
    expect(await documented({ paths, ...optional }).notices()).toEqual(
      noToken("x-wso2-application-security is optional", "2 operations of things.json (GET /b is the first)"),
    );
  });

  test.each([[{ "security-types": ["oauth2", "api_key"], optional: false }], [{}], ["oauth2"]])(
    "%j asks for tokens",
    async (application) => {
      const paths = { "/a": { get: { security: protectedBy } } };
      expect(await documented({ paths, "x-wso2-application-security": application }).notices()).toEqual([]);
    },
  );
});
