import { chmod, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAlive } from "../../shared/isAlive.ts";
import { CliError } from "../shared/errors.ts";

/** What to do where the file is in the way. */
export const UNCHANGED = "Nothing was written. Correct it, then run this again.";

/** @returns the text of a stack file; empty where there is none yet */
export async function readStackFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new CliError("usage", `${path} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * Whole or not at all: whoever reads it meanwhile sees the old file or the new one. A link stays one, and permissions stay.
 *
 * @throws CliError (usage) where it may not be written
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path);
    const mode = await stat(target).then(
      (found) => found.mode,
      () => undefined,
    );
    if (mode !== undefined && (mode & 0o222) === 0) throw new Error("it is read-only");
    const aside = `${target}.${process.pid}.tmp`;
    await removeLeftovers(target);
    await writeFile(aside, text);
    if (mode !== undefined) await chmod(aside, mode);
    await rename(aside, target);
  } catch (error) {
    throw new CliError("usage", `${path} cannot be written: ${(error as Error).message}.`, UNCHANGED);
  }
}

/** A run that was killed before it had renamed its text. */
async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  const isLeft = (name: string) => {
    const [, of, pid] = /^(.*)\.(\d+)\.tmp$/.exec(name) ?? [];
    return of === basename(target) && !isAlive(Number(pid));
  };
  for (const name of (await readdir(folder)).filter(isLeft)) await rm(join(folder, name), { force: true });
}
