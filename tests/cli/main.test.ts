import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import type { Sandbox } from "../../sandbox/start.ts";
import { fakePulumi } from "./fake-pulumi.ts";
import { provision, startTrustedSandbox } from "./fixture.ts";

let sandbox: Sandbox;
let pulumi: Awaited<ReturnType<typeof fakePulumi>>;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  const { outputs } = await provision(sandbox);
  pulumi = await fakePulumi({ "stack output": { out: outputs }, "config --json": { out: {} } });
});
afterAll(async () => {
  await sandbox.stop();
  await rm(pulumi.folder, { recursive: true });
});

/** The tool as a process of its own. */
const tool = (name: string, args: string[]) =>
  execa(process.execPath, [`cli/${name}/main.ts`, ...args], {
    env: { ...process.env, ...sandbox.env, ...pulumi.env },
    extendEnv: false,
    reject: false,
  });
const call = ["--stack", "dev", "--client", "storefront", "--api", "books", "--operation", "GET /books"];

describe("as a process", () => {
  test("invoke calls the API and ends with 0", async () => {
    const { exitCode, stdout, stderr } = await tool("invoke", [
      ...call,
      "--headless",
      "--user",
      "ada@taylordean.example",
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("Status: 200");
  });

  test("invoke ends with 130 after Ctrl-C, and says no more than that", async () => {
    const running = tool("invoke", [...call, "--paste"]);
    for await (const line of running.iterable({ from: "stderr" })) {
      if (!line.startsWith("It ends at")) continue;
      running.kill("SIGINT");
    }
    const { exitCode, stdout, stderr } = await running;
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: "" });
    expect(stderr).toMatch(/Stopped\.$/);
  });

  test("doctor without its stack ends with 2", async () => {
    const { exitCode, stderr } = await tool("doctor", []);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: "error: required option '--stack <name>' not specified",
    });
  });
});
