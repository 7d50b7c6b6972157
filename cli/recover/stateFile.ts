import { copyFile, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Makes a state readable again that a backend in a folder (`file://`) was writing when it was killed. Beside each file that backend keeps
 * one of attributes, which it writes in place: an empty one makes the state unreadable ("failed to load checkpoint: EOF") although nothing
 * is wrong with it. Blob stores write an object whole or not at all.
 *
 * @returns what was done, for people; nothing where all was readable
 */
export async function mendStateFile(backend: string, project: string, stack: string): Promise<string[]> {
  if (!backend.startsWith("file://")) return [];
  const root = join(fileURLToPath(backend), ".pulumi");
  const file = join(root, "stacks", project, `${stack}.json`);
  const backup = `${file}.bak`;
  const done: string[] = [];
  for (const attributes of [`${file}.attrs`, `${backup}.attrs`]) {
    if ((await isJson(attributes)) !== false) continue;
    await rm(attributes);
    done.push(`removed ${attributes}, which was cut off`);
  }
  if ((await isJson(file)) !== false) return done;
  const older = join(root, "backups", project, stack);
  const backups = (await readdir(older).catch((): string[] => []))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(older, name));
  for (const candidate of [backup, ...backups.reverse()]) {
    if ((await isJson(candidate)) !== true) continue;
    await copyFile(candidate, file);
    done.push(`restored ${file} from ${join(basename(dirname(candidate)), basename(candidate))}`);
    break;
  }
  return done;
}

/** Nothing where there is no such file. */
async function isJson(file: string): Promise<boolean | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
