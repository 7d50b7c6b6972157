import { beforeEach, describe, expect, test } from "@jest/globals";
import { makeWebApi } from "../../../sandbox/hand-made/portal.ts";
import { chain, ofBooks, sandbox, scopes, services } from "./oneChain.ts";
import { notGreen, report, runSurvey } from "./run-survey.ts";

describe("two registrations that could be the API's", () => {
  let other: Awaited<ReturnType<typeof makeWebApi>>;
  beforeEach(async () => {
    other = await makeWebApi(services.graph, { name: "books (copy)", scopes });
  });

  test("none is taken, both are named, with what to do", async () => {
    const found = await ofBooks();
    expect(found.apis.books?.registration).toBeNull();
    expect(found.apis.books?.candidates.map(({ clientId }) => clientId).sort()).toEqual(
      [chain.webApi.appId, other.appId].sort(),
    );
    const { out } = await runSurvey(sandbox, ["--identity-provider", "AzureAD", "--api", "books"]);
    expect(out).toMatch(/2 registrations fit equally well: "books[^→]*→ Say which: --pair "books 1\.0\.0=/);
  });

  test("--pair says which; the other one's tokens are told of", async () => {
    const found = await report(sandbox, ["--api", "books", "--pair", `books=${chain.webApi.appId}`]);
    expect(found.apis.books?.registration?.clientId).toBe(chain.webApi.appId);
    expect(notGreen(found)).toEqual({
      "api books": [
        `web-api yellow: "books" (${chain.webApi.appId}), but "books (copy)" (${other.appId}) has scopes of the same value: the gateway takes such tokens as well.`,
      ],
    });
  });
});

describe("what makes no sense is a sentence, with what to do", () => {
  test.each([
    [
      "an unknown identity provider",
      ["--identity-provider", "AzurAD"],
      'The organisation has no identity provider "AzurAD".\nDid you mean "AzureAD"',
    ],
    ["several to choose from", [], "The organisation has several identity providers.\nName one with"],
    [
      "an unknown API",
      ["--identity-provider", "AzureAD", "--api", "boks"],
      'The organisation has no API "boks".\nDid you mean "books"?',
    ],
    [
      "an unknown application",
      ["--identity-provider", "AzureAD", "--client", "dusk"],
      'The organisation has no application "dusk".\nDid you mean "desk"?',
    ],
    [
      "a pair of an unknown API",
      ["--identity-provider", "AzureAD", "--pair", "boks=1"],
      'The organisation has no API "boks".\nDid you mean "books"?',
    ],
    [
      "a pair with an unknown registration",
      ["--identity-provider", "AzureAD", "--pair", "books=1"],
      '--pair "books": the tenant has no app registration with the client id or object id 1.',
    ],
    ["a pair that is none", ["--pair", "books"], 'It is written "API=client id".'],
  ])("%s", async (_, args, sentence) => {
    const { code, out, err } = await runSurvey(sandbox, args);
    expect({ code, out }).toEqual({ code: expect.any(Number), out: "" });
    expect(code).not.toBe(0);
    expect(err).toContain(sentence);
  });
});
