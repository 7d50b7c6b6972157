import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseRedirectUri } from "../../settings/rules/redirectUri.ts";

describe("allowed, in the form that Entra keeps", () => {
  test.each([
    ["https://localhost:9000", "https://localhost:9000/"],
    ["https://localhost:9000/", "https://localhost:9000/"],
    ["http://localhost", "http://localhost/"],
    ["http://127.0.0.1:8080/callback", "http://127.0.0.1:8080/callback"],
    ["https://app.example.com?tenant=a", "https://app.example.com/?tenant=a"],
    ["https://App.example.com/CallBack?x=1", "https://App.example.com/CallBack?x=1"],
  ])("%s", (written, kept) => expect(parseRedirectUri(written)).toEqual({ uri: kept }));
});

describe("refused", () => {
  test.each([
    ["https://*.example.com/", "wildcards are not allowed"],
    ["https://example.com/*", "wildcards are not allowed"],
    ["localhost:9000", 'has the scheme "localhost"'],
    ["/callback", "is not an absolute URI"],
    ["https:example.com", "is not an absolute URI"],
    ["", "is not an absolute URI"],
    ["http://example.com/", "uses http; only https is allowed, except on localhost"],
    ["http://localhost.example.com/", "uses http"],
    ["http://[::1]:9000/", "is on [::1]"],
    ["myapp://callback", 'has the scheme "myapp"'],
    ["urn:ietf:wg:oauth:2.0:oob", 'has the scheme "urn"'],
    ["https://example.com/#top", "has a fragment"],
    ["https://me:secret@example.com/", "contains a user name or password"],
    ["https://example.com/a b", "contains white space"],
    ["https://example.com/(x)", "contains ("],
    [`https://example.com/${"x".repeat(240)}`, "has 260 characters; Entra allows at most 256"],
  ])("%s", (written, problem) => {
    expect(parseRedirectUri(written)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

test("the form that Entra keeps is kept: parsing twice is parsing once", () => {
  fc.assert(
    fc.property(fc.webUrl({ validSchemes: ["https"], withQueryParameters: true }), (url) => {
      const once = parseRedirectUri(url);
      fc.pre("uri" in once);
      expect(parseRedirectUri((once as { uri: string }).uri)).toEqual(once);
    }),
  );
});
