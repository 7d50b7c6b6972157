import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { startFakeGithub } from "../cli/github/fake-github.ts";
import type { FakeRepository } from "./repository.ts";

/** The commit of the pull request. */
export const HEAD = "0".repeat(40);
/** Of a workflow's expressions, for a stack whose pull request was previewed by that workflow. */
export const valuesOf = (name: string, preview = "preview.yml") => ({
  "matrix.stack": name,
  "inputs.stack": name,
  "inputs.preview": preview,
  "inputs.preview-event": preview === "preview.yml" ? "pull_request" : "pull_request_target",
  "github.event.pull_request.head.sha": HEAD,
});

/** Ends the run of a preview, whose plan the workflow deploy may find, and merges the pull request. */
export async function mergeReviewedOn(
  github: Awaited<ReturnType<typeof startFakeGithub>>,
  repository: FakeRepository,
  name = "dev",
  workflow = "preview.yml",
): Promise<void> {
  await repository.finishRun(7);
  github.merged.set("abc", [{ number: 12, merged_at: "2026-11-24T10:00:00Z", head: { sha: HEAD } }]);
  github.artifacts.push({ name: `plan-${name}-${HEAD}`, expired: false, workflow_run: { id: 7 } });
  const event = workflow === "preview.yml" ? "pull_request" : "pull_request_target";
  github.runs.set(7, { event, conclusion: "success", path: `.github/workflows/${workflow}` });
}

/** What is in a folder: every file with its content. */
export async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (file) => [file, await readFile(file, "utf8")] as const)),
  );
}
