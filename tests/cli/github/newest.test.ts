import { describe, expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { useGithub } from "./useGithub.ts";

const { github, run } = useGithub();

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
