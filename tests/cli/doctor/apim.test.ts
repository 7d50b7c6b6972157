import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { choreoReaders } from "../../../cli/doctor/choreo-readers.ts";
import { makeWorld } from "../../../cli/doctor/tool.ts";
import { walk } from "../../../cli/doctor/walk.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { type Provisioned, provision, startTrustedSandbox } from "../fixture.ts";

let sandbox: Sandbox;
let made: Provisioned;
beforeAll(async () => {
  sandbox = await startTrustedSandbox({ flavour: "apim" });
  made = await provision(sandbox);
});
afterAll(() => sandbox.stop());

test("API Manager: whole scope names; issuer and claims are the administrator's", async () => {
  const config = { "choreo-azuread:choreo": { flavour: "apim", url: sandbox.choreo.url } };
  const world = await makeWorld(made.outputs, choreoReaders(config, sandbox.env), sandbox.env);
  const sections = await walk(made.outputs, world);
  const notGreen = sections.flatMap(({ results }) => results).filter(({ state }) => state !== "green");
  expect(notGreen.map(({ id, state }) => `${id} ${state}`)).toEqual(["issuer yellow", "claims yellow"]);
});
