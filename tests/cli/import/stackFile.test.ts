import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readStackFile, replaceFile } from "../../../cli/import/stackFile.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stack-file-"));
  file = join(folder, "Pulumi.dev.yaml");
});
afterEach(() => rm(folder, { recursive: true }));

test("one that is not there is empty, and is made", async () => {
  expect(await readStackFile(file)).toBe("");
  await replaceFile(file, "new");
  expect(await readStackFile(file)).toBe("new");
});

test("a link stays one, permissions stay, and nothing else is left in the folder", async () => {
  const target = join(folder, "elsewhere.yaml");
  await writeFile(target, "old");
  await chmod(target, 0o640);
  await symlink(target, file);
  await replaceFile(file, "new");
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
  expect(await readFile(target, "utf8")).toBe("new");
  expect((await stat(target)).mode & 0o777).toBe(0o640);
  expect((await readdir(folder)).sort()).toEqual(["Pulumi.dev.yaml", "elsewhere.yaml"]);
});

test("one that is read-only stays, with a sentence", async () => {
  await writeFile(file, "old");
  await chmod(file, 0o444);
  await expect(replaceFile(file, "new")).rejects.toThrow(`${file} cannot be written: it is read-only.`);
  expect(await readFile(file, "utf8")).toBe("old");
});

test("a folder that is not there, or stands in its place", async () => {
  await expect(replaceFile(join(folder, "no", "file"), "new")).rejects.toThrow("cannot be written: ENOENT");
  await expect(readStackFile(folder)).rejects.toThrow(`${folder} cannot be read: EISDIR`);
});
