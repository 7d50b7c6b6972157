import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa, execaSync } from "execa";
import { inTempFolder } from "../engine/harness.ts";
import { type Job, jobOf } from "./workflows.ts";

// The checks that branch protection asks for, one for each workflow of previews.

const CHECKS = [
  ["preview.yml", "previewed"],
  ["preview-protected.yml", "previewed-protected"],
] as const;

test.each(CHECKS)("%s ends in one check, %s, whose name no list of stacks changes", (file, name) => {
  const { if: condition, needs, steps = [] } = jobOf(file, name) as Job & { needs: string };
  expect([condition, needs]).toEqual(["always()", "preview"]);
  const holds = (result: string) => {
    const { exitCode } = execaSync("sh", ["-c", steps[0]?.run ?? ""], {
      env: { RESULT: result },
      reject: false,
    });
    return exitCode === 0;
  };
  expect(["success", "skipped", "failure", "cancelled", ""].filter(holds)).toEqual(["success", "skipped"]);
});

test.each(CHECKS)(
  "%s: what Dependabot starts is green for versions alone, not for what somebody has pushed to its branch",
  async (file, name) => {
    const step = jobOf(file, name).steps?.[1] as { if?: string; run?: string };
    expect(step.if).toBe(
      "needs.preview.result == 'skipped' && github.event.pull_request.head.repo.full_name == github.repository && vars.PIPELINES == 'on'",
    );
    const versions = [
      "package.json",
      "package-lock.json",
      "sandbox/package.json",
      ".github/workflows/ci.yml",
      "bootstrap/pulumi-cli/go.sum",
    ];
    const holds = (gh: string) =>
      inTempFolder(async (folder) => {
        await writeFile(join(folder, "gh"), `#!/bin/sh\n${gh}\n`, { mode: 0o755 });
        const env = { PATH: `${folder}:${process.env.PATH}`, GITHUB_REPOSITORY: "o/r", PULL_REQUEST: "7" };
        const script = ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""];
        return (await execa("bash", script, { env, reject: false })).exitCode === 0;
      });
    const listing = (files: string[]) => `echo '${files.join("\n")}'`;
    expect(await holds(`[ "$3" = repos/o/r/pulls/7/files ] && ${listing(versions)}`)).toBe(true);
    for (const other of ["Pulumi.prod.yaml", "index.ts", "stacks/prod/package.json.yaml", "x.github/a"])
      expect([other, await holds(listing([...versions, other]))]).toEqual([other, false]);
    expect(await holds("exit 1")).toBe(false);
  },
);
