import { afterAll, beforeAll } from "@jest/globals";
import type { Sandbox } from "../../sandbox/start.ts";
import { type Provisioned, provision, startTrustedSandbox } from "./fixture.ts";

/** The guide's example on API Manager: once for each test file that imports them. */
export let sandbox: Sandbox;
export let made: Provisioned;

beforeAll(async () => {
  sandbox = await startTrustedSandbox({ flavour: "apim" });
  made = await provision(sandbox);
});
afterAll(() => sandbox.stop());
