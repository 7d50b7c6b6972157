/**
 * `node scripts/actionlint.ts [arguments]`: checks the workflows. actionlint is a Go program without an npm package of its own, so
 * it is taken from the PATH, or built once through the Go module proxy into the cache folder.
 */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cacheFolder } from "../sandbox/engine/folders.ts";

export const ACTIONLINT_VERSION = "1.7.12";

/** @returns the executable, or why there is none */
export async function findActionlint(): Promise<{ file: string } | { reason: string }> {
  const own = await execa("actionlint", ["--version"], { reject: false });
  if (!own.failed) return { file: "actionlint" };
  const folder = join(cacheFolder, `actionlint-${ACTIONLINT_VERSION}`);
  const file = join(folder, "actionlint");
  if (existsSync(file)) return { file };
  await mkdir(folder, { recursive: true });
  const built = await execa(
    "go",
    ["install", `github.com/rhysd/actionlint/cmd/actionlint@v${ACTIONLINT_VERSION}`],
    { env: { GOBIN: folder }, reject: false, timeout: 180_000 },
  );
  if (!built.failed) return { file };
  const why = built.code === "ENOENT" ? "there is no Go to build it with" : built.stderr.split("\n").at(-1);
  return { reason: `no actionlint on the PATH, and ${why}` };
}

if (process.argv[1] === import.meta.filename) {
  const found = await findActionlint();
  if ("reason" in found) {
    console.error(`The workflows are not checked: ${found.reason}.`);
  } else {
    const { exitCode } = await execa(found.file, process.argv.slice(2), { stdio: "inherit", reject: false });
    process.exitCode = exitCode ?? 1;
  }
}
