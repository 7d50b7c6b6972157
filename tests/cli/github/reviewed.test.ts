import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { useGithub } from "./useGithub.ts";

const { github, run, file } = useGithub();

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
