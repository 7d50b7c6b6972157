import { describe, expect, test } from "@jest/globals";
import { UNKNOWN } from "../../../sandbox/plugins/properties/types.ts";
import { APPLICATION, type AzureTest, OTHER_SCOPE_ID, SCOPE_ID, scope, useAzure } from "./azure.ts";

const azure = useAzure();

const api = (...scopes: ReturnType<typeof scope>[]) => ({ oauth2PermissionScopes: scopes });
const add = scope(SCOPE_ID, "books_add");
const read = scope(OTHER_SCOPE_ID, "books_read");

describe("checks in the preview", () => {
  const reasons = async (inputs: Parameters<AzureTest["application"]>[1]) =>
    (await azure.engine.check(APPLICATION, "app", { displayName: "app", ...inputs })).failures.join("\n");
  const withValue = (value: string) => ({ api: api({ ...add, value }) });

  test.each(["urn:taylordean:books:books_add", "books.add", "a!#$%&'()*+,-./:;<=>?@[]^_{|}~`"])(
    "the scope value %s passes",
    async (value) => expect(await reasons(withValue(value))).toBe(""),
  );

  test.each([
    [
      "a space",
      withValue("books add"),
      /must be alphanumeric with these allowed characters.*oauth2PermissionScopes\[0\]\.value/,
    ],
    ["a letter beyond ASCII", withValue("bücher"), /must be alphanumeric/],
    ["a leading period", withValue(".default"), /must not begin with a period/],
    ["250 characters", withValue("x".repeat(250)), /between 0-249 characters/],
    [
      "a scope id that is none",
      { api: api({ ...add, id: "books_add" }) },
      /to be a valid UUID, got books_add/,
    ],
    ["a bare host", { web: { redirectUris: ["https://example.com"] } }, /must have a trailing slash/],
    [
      "a bare host of a page",
      { singlePageApplication: { redirectUris: ["https://example.com"] } },
      /trailing slash/,
    ],
    ["no host", { publicClient: { redirectUris: ["myapp:/auth"] } }, /URI has no host/],
    ["an unknown scheme", { web: { redirectUris: ["ftp://example.com/"] } }, /unexpected URI scheme/],
    [
      "a long redirect URI",
      { web: { redirectUris: [`https://example.com/${"x".repeat(256)}`] } },
      /256 characters or less/,
    ],
    ["a token version", { api: { requestedAccessTokenVersion: 3 } }, /must be one of: 1, 2/],
    ["one value twice", { api: api(add, { ...read, value: add.value ?? "" }) }, /duplicate value found/],
    ["one id twice", { api: api(add, { ...read, id: SCOPE_ID }) }, /duplicate ID found/],
    ["an audience", { signInAudience: "Everyone" }, /expected sign_in_audience to be one of/],
    ["v1 tokens for personal accounts", { signInAudience: "PersonalMicrosoftAccount" }, /must be 2 when/],
    ["what this stand-in lacks", { logoImage: "aGk=" }, /has no "logoImage" of an Application/],
  ])("%s is refused", async (_what, inputs, message) => expect(await reasons(inputs)).toMatch(message));

  test("values that aren't known yet pass", async () => {
    expect(await reasons({ api: api({ ...add, id: UNKNOWN }, { ...read, id: UNKNOWN }) })).toBe("");
  });
});
