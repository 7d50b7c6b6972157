import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { githubTool } from "../../../cli/github/tool.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { listening } from "../listening.ts";
import { startFakeGithub } from "./fake-github.ts";

let github: Awaited<ReturnType<typeof startFakeGithub>>;
let folder: string;
beforeEach(async () => {
  github = await startFakeGithub();
  folder = await mkdtemp(join(tmpdir(), "github-test-"));
});
afterEach(async () => {
  await github.stop();
  await rm(folder, { recursive: true });
});

async function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { terminal, said } = listening();
  const exitCode = await runTool(
    () => githubTool(args, { terminal, env: { ...github.env, ...env } }),
    terminal,
  );
  return { exitCode, ...said };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const event = (head: string | null, number = 12) =>
  file(
    "event.json",
    JSON.stringify({
      repository: { full_name: "taylordean/books" },
      pull_request: { number, head: { repo: head && { full_name: head } } },
    }),
  );

describe("trusted", () => {
  test("a branch of the repository passes, and so does an event of no pull request", async () => {
    expect((await run(["trusted"], { GITHUB_EVENT_PATH: await event("taylordean/books") })).exitCode).toBe(
      exitCodes.ok,
    );
    const push = await file("push.json", JSON.stringify({ repository: { full_name: "taylordean/books" } }));
    expect((await run(["trusted"], { GITHUB_EVENT_PATH: push })).exitCode).toBe(exitCodes.ok);
  });

  test.each([["eve/books"], [null]])(
    "a fork (%s) ends with its own exit code and says what to do",
    async (head) => {
      const { exitCode, err } = await run(["trusted"], { GITHUB_EVENT_PATH: await event(head) });
      expect(exitCode).toBe(exitCodes.untrusted);
      expect(err).toContain("with this repository's credentials");
      expect(err).toContain("A maintainer who has read the change can push it");
    },
  );

  test("outside of a workflow it says so", async () => {
    const { exitCode, err } = await run(["trusted"], {});
    expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining("GITHUB_EVENT_PATH")]);
  });
});

describe("comment", () => {
  const comment = async (text: string, key = "preview-dev") =>
    run(["comment", "--key", key, "--file", await file("text.md", text)], {
      GITHUB_EVENT_PATH: await event("taylordean/books"),
    });
  const bodies = () => github.comments.get(12)?.map(({ body }) => body);

  test("is written once and then anew in place, one for each key", async () => {
    expect((await comment("first")).out).toContain("on pull request 12: created");
    expect((await comment("first")).out).toContain("unchanged");
    expect((await comment("second")).out).toContain("updated");
    await comment("other", "preview-prod");
    expect(bodies()).toEqual([
      "<!-- choreo-azuread:preview-dev -->\nsecond",
      "<!-- choreo-azuread:preview-prod -->\nother",
    ]);
  });

  test("of a person is left alone, even one that quotes the marker", async () => {
    const quoted = "<!-- choreo-azuread:preview-dev -->\nquoted";
    github.comments.set(12, [{ id: 1, number: 1, body: quoted, user: { type: "User" } }]);
    await comment("ours");
    expect(bodies()).toEqual([quoted, "<!-- choreo-azuread:preview-dev -->\nours"]);
  });

  test("is found behind a hundred others", async () => {
    const others = Array.from({ length: 150 }, (_, index) => ({
      id: index,
      number: index,
      body: "x",
      user: { type: "Bot" },
    }));
    github.comments.set(12, others);
    await comment("first");
    expect((await comment("second")).out).toContain("updated");
    expect(github.comments.get(12)).toHaveLength(151);
  });

  test("without the permission says which one is missing", async () => {
    github.refuseWith(403, "Resource not accessible by integration");
    const { exitCode, err } = await comment("x");
    expect(exitCode).toBe(exitCodes.service);
    expect(err).toContain("Resource not accessible by integration");
    expect(err).toContain("pull-requests: write");
    expect(err).not.toContain("fake-token");
  });

  test("without a token says what must be set", async () => {
    const { exitCode, err } = await run(
      ["comment", "--key", "k", "--file", await file("a", "b"), "--pull-request", "1"],
      {
        GITHUB_TOKEN: "",
      },
    );
    expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining("GITHUB_TOKEN")]);
  });
});

describe("issue", () => {
  const issue = async (text?: string) =>
    run([
      "issue",
      "--key",
      "drift-dev",
      "--title",
      "Drift in dev",
      ...(text ? ["--file", await file("d.md", text)] : []),
    ]);
  const seen = () => github.issues.map(({ title, body, state }) => ({ title, body, state }));

  test("is opened, kept up to date, closed, and opened anew the next time", async () => {
    expect((await issue()).out).toContain("none");
    expect((await issue("a")).out).toContain("opened");
    expect((await issue("a")).out).toContain("unchanged");
    expect((await issue("b")).out).toContain("updated");
    expect((await issue()).out).toContain("closed");
    expect((await issue("c")).out).toContain("opened");
    const body = (text: string) => `<!-- choreo-azuread:drift-dev -->\n${text}`;
    expect(seen()).toEqual([
      { title: "Drift in dev", body: body("b"), state: "closed" },
      { title: "Drift in dev", body: body("c"), state: "open" },
    ]);
  });

  test("a pull request with the same text is not taken for it", async () => {
    github.issues.push({
      id: 1,
      number: 1,
      state: "open",
      body: "<!-- choreo-azuread:drift-dev -->",
      user: { type: "Bot" },
      pull_request: {},
    });
    expect((await issue("a")).out).toContain("opened");
  });
});

describe("reviewed", () => {
  const merged = (sha: string, merged_at: string | null = "2026-11-24T10:00:00Z") =>
    github.merged.set("abc", [{ number: 12, merged_at, head: { sha } }]);
  const reviewed = async () => {
    const output = await file("output", "");
    const told = await run(["reviewed", "--workflow", "preview.yml"], {
      GITHUB_SHA: "abc",
      GITHUB_OUTPUT: output,
    });
    return { ...told, output: await readFile(output, "utf8") };
  };
  const ran = (changes = {}) => ({
    id: 7,
    head_sha: "tip",
    event: "pull_request",
    status: "success",
    ...changes,
  });

  test("is the newest successful run at the commit that was merged", async () => {
    merged("tip");
    github.runs.set("preview.yml", [
      ran({ id: 9, status: "failure" }),
      ran({ id: 8, event: "push" }),
      ran(),
      ran({ id: 6 }),
      ran({ id: 5, head_sha: "older" }),
    ]);
    expect(await reviewed()).toEqual({
      exitCode: exitCodes.ok,
      out: "Pull request 12 was reviewed with run 7.\n",
      err: "",
      output: "run-id=7\n",
    });
  });

  test.each([
    ["a push without a pull request", () => undefined],
    ["a pull request that merely contains the commit", () => merged("tip", null)],
    ["a last push that was never previewed", () => merged("other")],
  ])("%s has none", async (_, prepare) => {
    prepare();
    github.runs.set("preview.yml", [ran()]);
    expect(await reviewed()).toMatchObject({
      exitCode: exitCodes.ok,
      out: expect.stringContaining("no pull request that such a run belongs to"),
      output: "",
    });
  });

  test("outside of a workflow is a usage error", async () => {
    const { exitCode, err } = await run(["reviewed", "--workflow", "preview.yml"]);
    expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining("GITHUB_SHA")]);
  });
});
