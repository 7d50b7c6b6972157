import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "browser-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program on the PATH that writes down how it was called. */
async function program(name: string, body: string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\necho "${name} $*" >>"${folder}/calls"\n${body}\n`);
  await chmod(file, 0o755);
}
const calls = async () => {
  const text = await readFile(join(folder, "calls"), "utf8").catch(() => "");
  return (text.match(/ (update|install .*)$/gm) ?? []).map((call) => call.trim());
};
const chromium = () => join(folder, "chromium");
const run = async () => {
  const env = { CHROMIUM_PATH: chromium(), PATH: `${folder}${delimiter}${process.env.PATH}` };
  const { exitCode, stdout } = await execa(".ci/browser", { env, reject: false });
  return { exitCode, stdout };
};

test("a browser that is there is taken as it is", async () => {
  await program("chromium", "");
  await program("apt-get", "");
  expect(await run()).toEqual({ exitCode: 0, stdout: `browser: ${chromium()}` });
  expect(await calls()).toEqual([]);
});

test("root gets one from apt-get, after an update", async () => {
  await program("id", "echo 0");
  await program("apt-get", `case "$*" in *install*) cp "$0" "${chromium()}";; esac`);
  expect(await run()).toEqual({ exitCode: 0, stdout: `browser: ${chromium()}` });
  expect(await calls()).toEqual(["update", "install --yes --no-install-recommends chromium"]);
});

test("unreachable packages fail nothing", async () => {
  await program("id", "echo 0");
  await program("apt-get", "exit 100");
  const { exitCode, stdout } = await run();
  expect(exitCode).toBe(0);
  expect(stdout).toContain("apt-get could not install chromium; the browser test cannot run");
});

test("whoever is not root is told", async () => {
  await program("id", "echo 1000");
  await program("apt-get", "");
  const { exitCode, stdout } = await run();
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    "browser: none, and only root can install one with apt-get; the browser test cannot run",
  );
  expect(await calls()).toEqual([]);
});
