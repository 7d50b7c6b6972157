import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { githubTool } from "../../../cli/github/tool.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { newForEachTest } from "../../lifetimes.ts";
import { listening } from "../listening.ts";
import { startFakeGithub } from "./fake-github.ts";

/** The stand-in for GitHub and a folder, anew for each test; `run` calls the tool against them. */
export function useGithub() {
  const github = newForEachTest(startFakeGithub);
  const place = newForEachTest(async () => {
    const folder = await mkdtemp(join(tmpdir(), "github-test-"));
    return { folder, stop: () => rm(folder, { recursive: true }) };
  });

  async function run(args: string[], env: NodeJS.ProcessEnv = {}) {
    const { terminal, said } = listening();
    const all = { ...github.env, ...env };
    const exitCode = await runTool(() => githubTool(args, { terminal, env: all }), terminal);
    return { exitCode, ...said };
  }

  async function file(name: string, text: string): Promise<string> {
    const path = join(place.folder, name);
    await writeFile(path, text);
    return path;
  }

  /** The file of an event, as GitHub writes it for a workflow: of a pull request whose branch is in the repository `from`. */
  const event = (from: string | null, { number = 12, sha }: { number?: number; sha?: string } = {}) =>
    file(
      "event.json",
      JSON.stringify({
        repository: { full_name: "taylordean/books" },
        pull_request: { number, head: { sha, repo: from && { full_name: from } } },
      }),
    );

  return { github, place, run, file, event };
}
