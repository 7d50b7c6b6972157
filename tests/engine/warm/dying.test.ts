import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { findEngine } from "../../../sandbox/engine/index.ts";
import { inTempFolder } from "../harness.ts";
import { installLaunchers, launcher } from "./launchers.ts";
import { warmEngine } from "./pool.ts";
import { POOL_VARIABLE } from "./variables.ts";

// A launcher and the process that works for it wait for one another at pipes; the death of either ends the other.

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(20);
}

test("a launcher whose process dies when the bell has rung ends with exit code 1", () =>
  inTempFolder(async (pool) => {
    await installLaunchers(await findEngine());
    const host = spawn("sleep", ["600"]);
    const slot = join(pool, "random", `${host.pid}.0`);
    await mkdir(slot, { recursive: true });
    await execa("mkfifo", [join(slot, "bell")]);
    // Open for both, the bell takes a line and nobody reads it.
    openSync(join(slot, "bell"), "r+");
    const launched = execa(launcher("random"), [], { env: { [POOL_VARIABLE]: pool }, reject: false });
    await until(() => existsSync(join(slot, "job", "args")));
    host.kill("SIGKILL");
    expect(await launched).toMatchObject({ exitCode: 1, stdout: "", stderr: "" });
  }));

test("a process that waits for a launcher's pipe ends with the one that started it", () =>
  inTempFolder(async (pool) => {
    const script = JSON.stringify(join(import.meta.dirname, "host.ts"));
    const starts = `const { pid } = require("node:child_process").spawn(process.execPath, [${script}, ${JSON.stringify(pool)}, "random"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
      console.log(pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["-e", starts], { stdio: ["ignore", "pipe", "inherit"] });
    const host = Number(await new Promise<Buffer>((resolve) => parent.stdout.once("data", resolve)));
    const slot = join(pool, "random", `${host}.0`);
    await until(() => existsSync(join(slot, "bell")));
    const job = join(slot, "job");
    await mkdir(job);
    await execa(
      "mkfifo",
      ["out", "err", "alive"].map((name) => join(job, name)),
    );
    await Promise.all(["env", "args"].map((name) => writeFile(join(job, name), "/\0")));
    await writeFile(join(slot, "bell"), "\n");
    // It opens the pipe "err" now, in a thread of its own, for which Node.js would wait.
    await pause(500);
    expect(isAlive(host)).toBe(true);
    parent.kill("SIGKILL");
    await until(() => !isAlive(host));
  }));

test("after a program that was ended half-way a warm process waits for the next, though no stack is opened", () =>
  inTempFolder(async (folder) => {
    const { env } = await warmEngine();
    const place = join(env[POOL_VARIABLE] ?? "", "program");
    // The next one makes it anew.
    const waiting = () => (existsSync(place) ? readdirSync(place) : []);
    const [before] = waiting();
    expect(before).toBeDefined();
    const script = join(folder, "endless.mjs");
    await writeFile(script, 'console.log("runs"); setInterval(() => {}, 1000);');
    const launched = execa(launcher("program"), [script], { env, reject: false });
    await once(launched.stdout, "data");
    launched.kill();
    await launched;
    await until(() => waiting().some((slot) => slot !== before && /^\d+\.0$/.test(slot)));
  }));
