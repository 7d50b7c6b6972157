import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import { installPlugins } from "../../../sandbox/plugins/install.ts";

const EXECUTABLES = {
  azuread: "plugins/resource-azuread-v6.9.1/pulumi-resource-azuread",
  random: "plugins/resource-random-v4.21.2/pulumi-resource-random",
};

let home: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "plugins test-"));
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  await rm(home, { recursive: true, force: true });
});

/** Starts a plugin as the engine does. @returns the process and the first line that it prints */
async function start(
  executable: string,
  args: string[] = [],
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(join(home, executable), args, { stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  if (!child.stdout) throw new Error("no stdout");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, line };
}

test.each([
  ["azuread", "6.9.1"],
  ["random", "4.21.2"],
] as const)(
  "the stand-in %s prints its port, answers there, and ends when the engine says so",
  async (name, version) => {
    expect(await installPlugins(home, { azureadBinary: "", randomBinary: "" })).toContainEqual({
      name,
      version,
      used: "stand-in",
    });
    const { child, line } = await start(EXECUTABLES[name]);
    const client = new services.ResourceProviderClient(`127.0.0.1:${line}`, credentials.createInsecure());
    const answered = await new Promise((resolve, reject) =>
      client.getPluginInfo(new empties.Empty(), (error: unknown, info: { getVersion(): string }) =>
        error ? reject(error) : resolve(info.getVersion()),
      ),
    );
    expect(answered).toBe(version);
    client.close();
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  },
);

test("a plugin doesn't outlive an engine that was killed", async () => {
  await installPlugins(home, { azureadBinary: "", randomBinary: "" });
  const engine = createServer();
  const connected = once(engine, "session");
  await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
  const { child } = await start(EXECUTABLES.random, [`127.0.0.1:${(engine.address() as AddressInfo).port}`]);
  const [session] = await connected;
  session.destroy();
  expect(await once(child, "exit")).toEqual([0, null]);
  engine.close();
});

test("a published binary is run in its place, with the engine's arguments", async () => {
  const binary = join(home, "it's published");
  await writeFile(binary, '#!/bin/sh\necho "published $1"\n', { mode: 0o755 });
  const installed = await installPlugins(home, { azureadBinary: binary, randomBinary: "" });
  expect(installed).toEqual([
    { name: "azuread", version: "6.9.1", used: { published: binary } },
    { name: "random", version: "4.21.2", used: "stand-in" },
  ]);
  expect((await start(EXECUTABLES.azuread, ["127.0.0.1:1"])).line).toBe("published 127.0.0.1:1");
});

test("the environment names published binaries, too; one that isn't there is refused", async () => {
  process.env.SANDBOX_RANDOM_PLUGIN = join(home, "missing");
  try {
    await expect(installPlugins(home, { azureadBinary: "" })).rejects.toThrow(
      /SANDBOX_RANDOM_PLUGIN: there is no executable file .*missing/,
    );
  } finally {
    delete process.env.SANDBOX_RANDOM_PLUGIN;
  }
});
