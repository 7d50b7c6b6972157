import { describe, expect, test } from "@jest/globals";
import { History, leftEnvironments } from "../../../program/history/index.ts";
import { guideConfig } from "../../settings/fixture.ts";
import { choreoApi, resolved, resource } from "./fixture.ts";

describe("gateway environments that the settings leave", () => {
  const deployment = (outputs: object) =>
    resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiDeployment`, "books", {
      apiId: "books-id",
      claimant: "p/s/books",
      deployedTo: ["Default", "Staging"],
      ...outputs,
    });
  const open = { verb: "POST", target: "/books", scopes: [], anonymous: true };
  async function look(outputs: object, environments?: string[], apiId?: string, runs = true) {
    const settings = resolved(guideConfig());
    const { books } = settings.apis;
    if (apiId) Object.assign(books?.choreo ?? {}, { apiId });
    if (environments) settings.choreo.gatewayEnvironments = environments;
    const asked: unknown[] = [];
    const left = await leftEnvironments(new History([deployment(outputs)]), settings, async (leaving) => {
      asked.push(leaving.next);
      if (!runs) return [];
      return [{ environment: "Default", runs: "before", operations: [open], keyTypes: ["SANDBOX"] }];
    });
    return { asked, left };
  }
  const found = {
    books: {
      Default: {
        runs: "before",
        operations: { "POST /books": { permissions: [], anonymous: true } },
        keyTypes: ["SANDBOX"],
      },
    },
  };

  test("nobody asks Choreo where the stack leaves none", async () => {
    expect(await look({})).toEqual({ asked: [], left: undefined });
    const environments = ["Default", "Staging"];
    expect(await look({ environments }, environments)).toEqual({ asked: [], left: undefined });
    expect(await look({ environments }, [...environments, "Third"])).toEqual({ asked: [], left: undefined });
  });

  test("nothing is told where a revision was nowhere, or the stack leaves nothing after all", async () => {
    for (const deployedTo of [undefined, []])
      expect(await look({ deployedTo }, ["Third"], "another-id")).toEqual({ asked: [], left: undefined });
    expect(await look({}, ["Staging"], undefined, false)).toEqual({ asked: [["Staging"]], left: undefined });
  });

  test("what runs there then is looked up, under the key of the API", async () => {
    expect(await look({}, ["Staging"])).toEqual({ asked: [["Staging"]], left: found });
    expect(await look({ environments: ["Default", "Staging"] })).toEqual({ asked: ["usual"], left: found });
    expect(await look({}, ["Default", "Staging"], "another-id")).toEqual({ asked: ["none"], left: found });
  });

  test("a look-up that fails leaves it unknown, and ends nothing", async () => {
    const settings = resolved(guideConfig());
    settings.choreo.gatewayEnvironments = ["Staging"];
    const fails = async () => Promise.reject(new Error("503"));
    const history = new History([deployment({})]);
    const left = () => leftEnvironments(history, settings, fails);
    const unknown = { runs: "unknown" };
    expect(await left()).toEqual({ books: { Default: unknown } });
    settings.choreo.gatewayEnvironments = undefined;
    Object.assign(settings.apis.books?.choreo ?? {}, { apiId: "another-id" });
    expect(await left()).toEqual({ books: { Default: unknown, Staging: unknown } });
    settings.choreo.gatewayEnvironments = ["Staging"];
    expect(await left()).toEqual({ books: { Default: unknown, Staging: unknown } });
  });
});
