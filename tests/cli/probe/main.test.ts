import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { projectFolder } from "../../../sandbox/engine/index.ts";
import { choreo } from "../../../sandbox/seed.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startTrustedSandbox } from "../fixture.ts";

const sandbox = sharedByTests(startTrustedSandbox);

const organization = ["--organization-id", choreo.organizationId, "--identity-provider", "AzureAD"];
const start = (...args: string[]) =>
  execa(process.execPath, ["cli/probe/main.ts", ...organization, ...args], {
    cwd: projectFolder,
    env: sandbox.env,
    reject: false,
  });
const stateOf = () => ({ choreo: sandbox.choreo.state(), entra: sandbox.entra.state() });

async function untilAnApiIsMade(): Promise<void> {
  const isMade = () =>
    sandbox.choreo
      .requests()
      .some(({ method, path, status }) => method === "POST" && path.includes("/apis?") && status === 201);
  while (!isMade()) await setTimeout(5);
}

test("killed with SIGKILL while it writes, the next --clean removes what it left; Ctrl-C removes it at once", async () => {
  const before = stateOf();
  const killed = start("--write");
  await untilAnApiIsMade();
  killed.kill("SIGKILL");
  await killed;
  expect(stateOf()).not.toEqual(before);
  const cleaned = await start("--clean");
  expect(cleaned).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^Removed [1-9] of what probes/),
  });
  expect(stateOf()).toEqual(before);

  sandbox.choreo.clearRequests();
  const stopped = start("--write");
  await untilAnApiIsMade();
  stopped.kill("SIGINT");
  expect(await stopped).toMatchObject({ exitCode: 130 });
  expect(stateOf()).toEqual(before);
}, 60_000);
