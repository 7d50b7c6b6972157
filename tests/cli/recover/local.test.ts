import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { isLockedByTheDead } from "../../../cli/recover/lock.ts";
import { mendStateFile } from "../../../cli/recover/stateFile.ts";

describe("a lock", () => {
  const said = (host: string, pid: number) =>
    `error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.\n  file:///x/.pulumi/locks/organization/p/s/1.json: created by ann@${host} (pid ${pid}) at 2026-11-26T10:00:00Z`;
  const DEAD = 2 ** 22 + 1;
  test("of a run that lives, or of another machine, stays", () => {
    expect(isLockedByTheDead(said(hostname(), process.pid))).toBe(false);
    expect(isLockedByTheDead(said("elsewhere", DEAD))).toBe(false);
    expect(isLockedByTheDead("error: no such stack")).toBe(false);
  });
  test("of a run of this machine that is gone can go", () => {
    expect(isLockedByTheDead(said(hostname(), DEAD))).toBe(true);
  });
});

describe("a state in a folder that was cut off", () => {
  let root: string;
  let file: string;
  const mend = () => mendStateFile(pathToFileURL(root).href, "p", "s");
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "state-"));
    const stacks = join(root, ".pulumi", "stacks", "p");
    await mkdir(stacks, { recursive: true });
    file = join(stacks, "s.json");
    await writeFile(file, '{"version":3}');
    await writeFile(`${file}.attrs`, '{"md5":""}');
    await writeFile(`${file}.bak`, '{"version":2}');
  });

  test("is left as it is when it is whole, and when it is no folder", async () => {
    expect(await mend()).toEqual([]);
    await writeFile(file, "");
    expect(await mendStateFile("azblob://state", "p", "s")).toEqual([]);
    expect(await readFile(file, "utf8")).toBe("");
  });

  test("whose attributes are empty is whole itself", async () => {
    await writeFile(`${file}.attrs`, "");
    expect(await mend()).toEqual([expect.stringContaining("s.json.attrs")]);
    expect(await readFile(file, "utf8")).toBe('{"version":3}');
    expect(await mend()).toEqual([]);
  });

  test("comes back from the engine's copy of the write before, else from its backups", async () => {
    await writeFile(file, '{"vers');
    expect(await mend()).toEqual([expect.stringContaining("s.json.bak")]);
    expect(await readFile(file, "utf8")).toBe('{"version":2}');

    const backups = join(root, ".pulumi", "backups", "p", "s");
    await mkdir(backups, { recursive: true });
    await writeFile(join(backups, "s.1.json"), '{"version":0}');
    await writeFile(join(backups, "s.2.json"), '{"version":1}');
    await writeFile(file, "");
    await writeFile(`${file}.bak`, "");
    expect(await mend()).toEqual([expect.stringContaining("s.2.json")]);
    expect(await readFile(file, "utf8")).toBe('{"version":1}');
  });
});
