import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { isStale } from "../../../cli/review/stale-lock.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { commandsIn, sectionOf, wordsOf } from "../../docs/commands.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../../engine/harness.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { startFakeGithub } from "../github/fake-github.ts";
import { namesIn, Runners, resetBoth, review, stateOf } from "./world.ts";

let sandbox: Sandbox;
let github: Awaited<ReturnType<typeof startFakeGithub>>;
beforeAll(async () => {
  [sandbox, github] = await Promise.all([startTrustedSandbox(), startFakeGithub()]);
});
beforeEach(() => resetBoth(sandbox));
afterAll(() => Promise.all([sandbox.stop(), github.stop()]));

/** docs/environments.md, as it stands there. */
const [, , , , ...words] = commandsIn(sectionOf("docs/environments.md", "Review stacks"))
  .map(wordsOf)
  .find(([, , tool, , command]) => tool === "review" && command === "cleanup") as string[];

const environments = () => [...new Set(namesIn(sandbox).map((name) => name.replace(/^.*\((.*)\)$/, "$1")))];

test(
  "destroys the stacks of closed pull requests, leaves those of open ones, and goes on after one that it can't",
  async () => {
    const before = stateOf(sandbox);
    await inTempFolder(async (root) => {
      const runners = new Runners(root, sandbox);
      const cleanup = async () => review(await runners.job({}, github.env), ...words);
      expect(await cleanup()).toEqual({
        exitCode: exitCodes.ok,
        out: "There is no stack of a pull request.\n",
        err: "",
      });

      expect(await review(await runners.job(), "up", "--pull-request", "3")).toMatchObject({ exitCode: 0 });
      await untouchedByOthers(runners);
      // Of these two, the job ended before the first resource.
      const { folder: cwd, env } = await runners.job();
      for (const stack of ["pr-1", "pr-2"])
        await execa("pulumi", ["stack", "init", stack, "--no-select"], { cwd, env, extendEnv: false });
      github.pulls.set(2, { state: "open" });
      github.pulls.set(3, { state: "closed" });
      // GitHub does not know the first one: whether it may go can't be told.
      const first = await cleanup();
      expect(first.exitCode).toBe(exitCodes.refused);
      expect(first.err).toContain("pr-1: GitHub answered 404 to GET /repos/taylordean/books/pulls/1");
      expect(first.out).toContain("pr-2: pull request 2 is open, left alone.");
      expect(first.out).toContain("pr-3: pull request 3 is closed, destroyed.");
      expect(environments()).toEqual([]);

      github.pulls.set(1, { state: "closed" });
      github.pulls.set(2, { state: "closed" });
      expect(await cleanup()).toMatchObject({ exitCode: exitCodes.ok, err: "" });
      expect((await cleanup()).out).toBe("There is no stack of a pull request.\n");
    });
    expect(stateOf(sandbox)).toEqual(before);
  },
  2 * ENGINE_TIMEOUT,
);

/** Pull request 3 of another repository from the same template has the same project, backend and name. */
async function untouchedByOthers(runners: Runners): Promise<void> {
  const other = { ...github.env, GITHUB_REPOSITORY: "taylordean/films" };
  const theirs = async (...args: string[]) => review(await runners.job({}, other), ...args);
  expect(await theirs("cleanup")).toEqual({
    exitCode: exitCodes.ok,
    out: "pr-3: belongs to the repository taylordean/books, left alone.\n",
    err: "",
  });
  for (const command of ["up", "down"])
    expect(await theirs(command, "--pull-request", "3")).toMatchObject({
      exitCode: exitCodes.untrusted,
      err: expect.stringContaining(
        "pr-3 belongs to the repository taylordean/books, and this is taylordean/films",
      ),
    });
  expect(environments()).toEqual(["pr-3"]);

  // One from before stacks were marked: nobody can tell, so a person has to.
  const { folder: cwd, env } = await runners.job();
  const tag = (...args: string[]) =>
    execa("pulumi", ["stack", "tag", ...args, "--stack", "pr-3"], { cwd, env, extendEnv: false });
  await tag("rm", "choreo-azuread:repository");
  const unknown = await review(await runners.job({}, github.env), ...words);
  expect([unknown.exitCode, unknown.out]).toEqual([exitCodes.refused, ""]);
  expect(unknown.err).toContain(
    "pulumi stack tag set choreo-azuread:repository taylordean/books --stack pr-3",
  );
  expect(environments()).toEqual(["pr-3"]);
  await tag("set", "choreo-azuread:repository", "taylordean/books");
}

test(
  "a stack whose job was stopped half-way: an old lock is taken over, and what may be left is named",
  async () => {
    await inTempFolder(async (root) => {
      const runners = new Runners(root, sandbox);
      const job = await runners.job({}, github.env);
      expect(await review(job, "up", "--pull-request", "8")).toMatchObject({ exitCode: 0 });
      await interrupt(join(runners.state, ".pulumi", "stacks", "choreo-azuread", "pr-8.json"));
      const lock = async (timestamp: Date) => {
        const folder = join(runners.state, ".pulumi", "locks", "organization", "choreo-azuread", "pr-8");
        await mkdir(folder, { recursive: true });
        const owner = { pid: 7, username: "runner", hostname: "gone", timestamp };
        await writeFile(join(folder, "a0000000-0000-4000-8000-000000000001.json"), JSON.stringify(owner));
      };

      github.pulls.set(8, { state: "closed" });
      await lock(new Date());
      const running = await review(await runners.job({}, github.env), ...words);
      expect(running.exitCode).toBe(exitCodes.refused);
      expect(running.err).toContain("currently locked by 1 lock");
      expect(environments()).toEqual(["pr-8"]);

      await lock(new Date("2026-01-01T00:00:00Z"));
      const taken = await review(await runners.job({}, github.env), ...words);
      expect(taken.exitCode).toBe(exitCodes.refused);
      expect(taken.err).toBe(
        'pr-8: an update was interrupted while it made Application late. Look in Azure and Choreo for what has "(pr-8)" in its name, and delete it.\n',
      );
      expect(environments()).toEqual([]);
    });
  },
  ENGINE_TIMEOUT,
);

/** Writes into a stack's checkpoint that it was about to create an application; `stack import` would leave that out. */
async function interrupt(file: string): Promise<void> {
  const stored = JSON.parse(await readFile(file, "utf8"));
  const { latest } = stored.checkpoint;
  const type = "pulumi-nodejs:dynamic/choreo:Application";
  const urn = latest.resources[0].urn.replace(/pulumi:pulumi:Stack::.*/, `${type}::late`);
  latest.pending_operations = [{ type: "creating", resource: { urn, type, custom: true, inputs: {} } }];
  await writeFile(file, JSON.stringify(stored));
}

test("a lock is stale when it is older than any job may be, and only if all of them are", () => {
  const now = new Date("2026-11-24T12:00:00Z");
  const said = (...times: string[]) =>
    [
      `error: the stack is currently locked by ${times.length} lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.`,
      ...times.map((time) => `  file:///x.json: created by runner@gone (pid 7) at ${time}`),
    ].join("\n");
  expect(isStale(said("2026-11-24T09:59:59Z"), now)).toBe(true);
  expect(isStale(said("2026-11-24T10:00:01Z"), now)).toBe(false);
  expect(isStale(said("2026-11-24T09:59:59Z", "2026-11-24T11:59:59Z"), now)).toBe(false);
  expect(isStale("error: refused, created by a@b (pid 7) at 2026-01-01T00:00:00Z", now)).toBe(false);
});
