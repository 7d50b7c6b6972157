import { expect, test } from "@jest/globals";
import { Progress } from "../../../cli/survey/progress.ts";
import { survey } from "../../../cli/survey/survey.ts";
import { openSurvey } from "../../../cli/survey/tool.ts";
import { made, sandbox } from "../apimWorld.ts";
import { notGreen } from "./run-survey.ts";

test("API Manager: names without a prefix; a chain that holds", async () => {
  const options = { flavour: "apim", url: sandbox.choreo.url, identityProvider: "AzureAD" };
  // The Developer Portal shows everybody their own applications.
  const owner = { CHOREO_TOKEN: await sandbox.choreo.mintToken() };
  const { services, wanted } = await openSurvey(
    { ...options, api: ["books"], client: [], pair: new Map() },
    { ...process.env, ...sandbox.env, ...owner },
  );
  const found = await survey(services, wanted, new Progress(() => undefined));
  const { books } = made.outputs.apis;
  expect(found.apis.books?.registration?.clientId).toBe(books.azure.clientId);
  expect(found.chains).toEqual([
    {
      client: "storefront",
      api: "books",
      permissions: ["books_add", "books_read"],
      holds: true,
      broken: [],
    },
  ]);
  expect(found.covers).toMatch(/^the tenant of the credentials of API Manager, and /);
  expect(notGreen(found)).toEqual({});
});
