/**
 * `node scripts/zizmor.ts [arguments]`: looks for security faults in the workflows. zizmor is a Rust program that PyPI has: it is taken
 * from the PATH, or installed once into the cache folder.
 */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cacheFolder } from "../sandbox/engine/folders.ts";

export const ZIZMOR_VERSION = "1.32.0";

/** @returns the executable, or why there is none */
export async function findZizmor(): Promise<{ file: string } | { reason: string }> {
  const own = await execa("zizmor", ["--version"], { reject: false });
  if (!own.failed && own.stdout.includes(ZIZMOR_VERSION)) return { file: "zizmor" };
  const folder = join(cacheFolder, `zizmor-${ZIZMOR_VERSION}`);
  const file = join(folder, "bin", "zizmor");
  if (existsSync(file)) return { file };
  await mkdir(cacheFolder, { recursive: true });
  const venv = await execa("python3", ["-m", "venv", folder], { reject: false, timeout: 120_000 });
  if (venv.failed) return { reason: "there is no zizmor on the PATH, and no Python to install it with" };
  const pip = join(folder, "bin", "pip");
  const installed = await execa(pip, ["install", "--quiet", "--no-deps", `zizmor==${ZIZMOR_VERSION}`], {
    reject: false,
    timeout: 180_000,
  });
  if (!installed.failed) return { file };
  return { reason: `there is no zizmor on the PATH, and pip says: ${installed.stderr.split("\n").at(-1)}` };
}

if (process.argv[1] === import.meta.filename) {
  const found = await findZizmor();
  if ("reason" in found) {
    console.error(`The workflows are not checked: ${found.reason}.`);
    process.exitCode = process.env.CI ? 1 : 0;
  } else {
    const { exitCode } = await execa(found.file, process.argv.slice(2), { stdio: "inherit", reject: false });
    process.exitCode = exitCode ?? 1;
  }
}
