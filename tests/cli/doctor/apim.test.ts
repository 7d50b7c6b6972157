import { expect, test } from "@jest/globals";
import { choreoReaders } from "../../../cli/doctor/choreo-readers.ts";
import { makeWorld } from "../../../cli/doctor/tool.ts";
import { walk } from "../../../cli/doctor/walk.ts";
import { made, sandbox } from "../apimWorld.ts";

test("API Manager: whole scope names; issuer and claims are the administrator's", async () => {
  const config = { "choreo-azuread:choreo": { flavour: "apim", url: sandbox.choreo.url } };
  const world = await makeWorld(made.outputs, choreoReaders(config, sandbox.env), sandbox.env);
  const sections = await walk(made.outputs, world);
  const notGreen = sections.flatMap(({ results }) => results).filter(({ state }) => state !== "green");
  expect(notGreen.map(({ id, state }) => `${id} ${state}`)).toEqual(["issuer yellow", "claims yellow"]);
});
