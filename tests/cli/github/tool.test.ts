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

const event = (head: string | null, { number = 12, sha }: { number?: number; sha?: string } = {}) =>
  file(
    "event.json",
    JSON.stringify({
      repository: { full_name: "taylordean/books" },
      pull_request: { number, head: { sha, repo: head && { full_name: head } } },
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

describe("newest", () => {
  const newest = (attempt: string, sha: string) => {
    github.branches.set("main", { commit: { sha: "b".repeat(40) } });
    return run(["newest"], { GITHUB_RUN_ATTEMPT: attempt, GITHUB_SHA: sha, GITHUB_REF_NAME: "main" });
  };

  test("a first run goes on, however long it waited, and asks nothing", async () => {
    expect(await newest("1", "a".repeat(40))).toMatchObject({ exitCode: exitCodes.ok });
    expect(github.requests).toEqual([]);
  });

  test("one that is started again goes on with the newest commit, and with no older one", async () => {
    expect(await newest("2", "b".repeat(40))).toMatchObject({ exitCode: exitCodes.ok });
    expect(await newest("2", "a".repeat(40))).toMatchObject({
      exitCode: exitCodes.refused,
      err: expect.stringContaining("it would bring back what aaaaaaa said."),
    });
  });

  test("outside of a workflow is a usage error", async () => {
    expect(await run(["newest"], { GITHUB_RUN_ATTEMPT: "2" })).toMatchObject({ exitCode: exitCodes.usage });
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

  const push = async (text: string, sha: string, key = "preview-dev", number = "77") => {
    const env = {
      GITHUB_EVENT_PATH: await event("taylordean/books", { sha: sha.repeat(40) }),
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_RUN_ID: number,
    };
    return text === "outdated"
      ? run(["outdated"], env)
      : run(["comment", "--key", key, "--file", await file("text.md", text)], env);
  };

  test("says which commit it is about, and by which run", async () => {
    await push("first", "a");
    expect(bodies()).toEqual([
      `<!-- choreo-azuread:preview-dev ${"a".repeat(40)} -->\nfirst\n\n<sub>Commit \`aaaaaaa\`, [run](https://github.example/taylordean/books/actions/runs/77)</sub>`,
    ]);
    expect((await push("first", "b")).out).toContain("updated");
  });

  test("of an earlier push is marked, once, until the next one is written; others are not", async () => {
    await push("of dev", "a");
    await push("of prod", "b", "preview-prod");
    await push("other", "a", "size");
    for (const _ of [1, 2]) expect((await push("outdated", "b")).out).toBe("Out of date: preview-dev.\n");
    const [dev, prod, other] = bodies() ?? [];
    expect(dev?.match(/Out of date/g)).toHaveLength(1);
    expect(dev).toContain("It is about `aaaaaaa`; `bbbbbbb` has been pushed since ([run](");
    expect(dev).toContain("\nof dev\n");
    expect([prod, other].join()).not.toContain("Out of date");
    await push("new", "b");
    expect(bodies()?.[0]).not.toContain("Out of date");
    expect((await push("outdated", "b")).out).toBe("Out of date: none.\n");
  });

  test("of a newer push is left alone by a run of an earlier one that is started again", async () => {
    await push("newer", "b", "preview-dev", "100");
    const [newer] = bodies() ?? [];
    expect((await push("older", "a", "preview-dev", "99")).out).toContain("left to a newer run");
    expect((await push("outdated", "a", "preview-dev", "99")).out).toBe("Out of date: none.\n");
    expect(bodies()).toEqual([newer]);
    expect((await push("again", "b", "preview-dev", "99")).out).toContain("updated");
  });

  test("of a person's token is found again, and another person's is left alone", async () => {
    github.signInAs("ada");
    const quoted = "<!-- choreo-azuread:preview-dev -->\nquoted";
    github.comments.set(12, [{ id: 1, number: 1, body: quoted, user: { type: "User", login: "eve" } }]);
    expect((await comment("first")).out).toContain("created");
    expect((await comment("second")).out).toContain("updated");
    expect(bodies()).toEqual([quoted, "<!-- choreo-azuread:preview-dev -->\nsecond"]);
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

  test("a person's is left alone, even one that quotes the marker", async () => {
    const quoted = "<!-- choreo-azuread:drift-dev -->\nquoted";
    github.issues.push({
      id: 1,
      number: 1,
      state: "open",
      body: quoted,
      user: { type: "User", login: "eve" },
    });
    expect((await issue("a")).out).toContain("opened");
    expect((await issue()).out).toContain("closed");
    expect(github.issues[0]).toMatchObject({ body: quoted, state: "open" });
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
    const told = await run(
      ["reviewed", "--workflow", "preview.yml", "--event", "pull_request_target", "--artifact", "plan-dev"],
      {
        GITHUB_SHA: "abc",
        GITHUB_OUTPUT: output,
      },
    );
    return { ...told, output: await readFile(output, "utf8") };
  };
  /** A run that uploaded the plan of a commit. */
  const ran = (
    id: number,
    changes: { name?: string; expired?: boolean; path?: string; conclusion?: string; event?: string } = {},
  ) => {
    const {
      name = "plan-dev-tip",
      expired = false,
      path = ".github/workflows/preview.yml@refs/pull/12/merge",
    } = changes;
    github.artifacts.push({ name, expired, workflow_run: { id } });
    github.runs.set(id, {
      event: changes.event ?? "pull_request_target",
      conclusion: changes.conclusion ?? "success",
      path,
    });
  };

  test("is the newest plan that this workflow, in a successful run, made of what was merged", async () => {
    merged("tip");
    ran(9, { conclusion: "failure" });
    ran(8, { path: ".github/workflows/of-the-branch.yml" });
    ran(7, { expired: true });
    ran(6, { name: "plan-dev-older" });
    // The branch's own copy of the workflow.
    ran(10, { event: "pull_request" });
    ran(5);
    ran(4);
    expect(await reviewed()).toEqual({
      exitCode: exitCodes.ok,
      out: "Pull request 12 was reviewed with run 5.\n",
      err: "",
      output: "run-id=5\nartifact=plan-dev-tip\n",
    });
  });

  test.each([
    ["a push without a pull request", () => undefined],
    ["a pull request that merely contains the commit", () => merged("tip", null)],
    ["a last push that was never previewed", () => merged("other")],
  ])("%s has none", async (_, prepare) => {
    prepare();
    ran(7);
    expect(await reviewed()).toMatchObject({
      exitCode: exitCodes.ok,
      out: expect.stringContaining("no pull request that such a run belongs to"),
      output: "",
    });
  });

  test("outside of a workflow is a usage error", async () => {
    const { exitCode, err } = await run([
      "reviewed",
      "--workflow",
      "preview.yml",
      "--event",
      "pull_request_target",
      "--artifact",
      "plan-dev",
    ]);
    expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining("GITHUB_SHA")]);
  });
});
