import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessDiffTool } from "../../../cli/access-diff/tool.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { listening } from "../listening.ts";
import { booksModel, changed, grant } from "./models.ts";
import { deployedState, previewLog } from "./recorded.ts";

/** What the recorded preview leads to, unless a test says otherwise. */
export const after = changed((model) => grant(model, "books_add"));

export interface Input {
  state?: string;
  preview?: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
}

/** `run` calls the tool with a recorded state and preview in files; `at` is a path in their folder. */
export function useRecorded() {
  const place = sharedByTests(async () => {
    const folder = await mkdtemp(join(tmpdir(), "access-diff-test-"));
    return { folder, stop: () => rm(folder, { recursive: true }) };
  });
  const at = (file: string) => join(place.folder, file);

  async function run({
    state = deployedState(booksModel()),
    preview = previewLog(after),
    args = [],
    env = {},
  }: Input) {
    const [stateFile, previewFile] = [at("state.json"), at("preview.jsonl")];
    await Promise.all([writeFile(stateFile, state), writeFile(previewFile, preview)]);
    const { terminal, said } = listening();
    const all = ["--stack", "dev", "--preview-file", previewFile, "--state-file", stateFile, ...args];
    const exitCode = await runTool(
      () => accessDiffTool(all, { terminal, env, now: new Date("2026-06-01") }),
      terminal,
    );
    return { exitCode, ...said };
  }

  return { run, at };
}
