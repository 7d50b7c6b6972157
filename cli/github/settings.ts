import { mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { code } from "../access-diff/escape.ts";
import { CliError } from "../shared/errors.ts";
import type { Repository } from "./api.ts";
import { proposedFiles } from "./proposed-files.ts";
import { withProposal } from "./proposed-stack.ts";

interface Pull {
  mergeable: boolean | null;
  merge_commit_sha: string | null;
}

export interface ProposalOptions {
  pullRequest: number;
  /** The commit that the event is about. */
  head: string;
  stack: string;
  /** Folders that hold what settings may name. */
  folders: readonly string[];
  /** The checkout of the base branch. */
  cwd: string;
  /** Between two looks at whether GitHub has merged it for a try. Default 2 seconds. */
  pauseMs?: number;
}

/** Folders that hold what settings may name, and nothing that is run. */
export const SETTINGS_FOLDERS: readonly string[] = ["stacks", "openapi"];

/** GitHub makes the merge commit of a try in the background. */
const LOOKS = 10;
/** How many names a note lists, and how much of each: with the longest access diff it has to fit into a comment (65,536 characters). */
const LISTED = 5;
const LONGEST = 50;

/**
 * Lays the settings of a pull request, merged for a try, over a checkout of the base branch. As data, through GitHub's API: nothing of
 * the branch is checked out or run.
 *
 * @returns a note in Markdown on what the pull request changes and is not looked at here; empty when there is nothing
 * @throws CliError (untrusted) for files or values that are refused; (refused) when it cannot be merged
 */
export async function takeSettings(repository: Repository, options: ProposalOptions): Promise<string> {
  const { stack, folders, cwd } = options;
  const stackFile = `Pulumi.${stack}.yaml`;
  const base = await readFile(join(cwd, stackFile), "utf8");
  const files = await proposedFiles(repository, await mergedForATry(repository, options), {
    stackFile,
    folders,
  });
  const contents = new Map<string, string>();
  for (const { path, sha } of files) contents.set(path, await textOf(repository, path, sha));
  const proposed = contents.get(stackFile);
  if (proposed === undefined)
    throw new CliError("refused", `The pull request takes away ${stackFile}: there is nothing to preview.`);
  const { text, notTaken } = withProposal(base, proposed);
  contents.set(stackFile, text);
  for (const folder of folders) await rm(await inside(cwd, folder), { recursive: true, force: true });
  for (const [path, content] of contents) {
    const file = await inside(cwd, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return note({ stackFile, notTaken, code: await otherFiles(repository, options) });
}

async function mergedForATry(
  repository: Repository,
  { pullRequest, head, pauseMs = 2000 }: ProposalOptions,
): Promise<string> {
  for (let look = 1; ; look++) {
    const { mergeable, merge_commit_sha: commit } = await repository.get<Pull>(`/pulls/${pullRequest}`);
    if (mergeable === false)
      throw new CliError(
        "refused",
        `Pull request ${pullRequest} has conflicts with its base branch.`,
        "Merge the base branch into it; the next push is previewed.",
      );
    if (mergeable && commit) {
      const { parents } = await repository.get<{ parents: { sha: string }[] }>(`/git/commits/${commit}`);
      if (parents.some(({ sha }) => sha === head)) return commit;
    }
    if (look === LOOKS)
      throw new CliError(
        "service",
        `GitHub has no merge of ${head} into the base branch: perhaps the branch has moved on, and a newer run previews it.`,
      );
    await sleep(pauseMs);
  }
}

async function textOf(repository: Repository, path: string, sha: string): Promise<string> {
  const { content, encoding } = await repository.get<{ content: string; encoding: string }>(
    `/git/blobs/${sha}`,
  );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(content, encoding as BufferEncoding));
  } catch {
    throw new CliError("untrusted", `${path} of the pull request is no UTF-8 text.`);
  }
}

/** A path of the checkout. @throws CliError (untrusted) when a symbolic link on the way leads out of it */
async function inside(cwd: string, path: string): Promise<string> {
  const root = await realpath(cwd);
  const file = join(root, path);
  let parent = dirname(file);
  for (;;) {
    const real = await realpath(parent).catch(() => undefined);
    if (real === parent) return file;
    if (real !== undefined || !parent.startsWith(root + sep))
      throw new CliError("untrusted", `${path} leads out of the checkout.`);
    parent = dirname(parent);
  }
}

/** What the pull request changes besides settings. */
async function otherFiles(
  repository: Repository,
  { pullRequest, folders }: ProposalOptions,
): Promise<string[]> {
  const changed = await repository.list<{ filename: string }>(`/pulls/${pullRequest}/files`);
  return changed
    .map(({ filename }) => filename)
    .filter((name) => !folders.some((folder) => name.startsWith(`${folder}/`)))
    .filter((name) => !/^docs\/|\.md$|^Pulumi\.[^/]+\.yaml$/.test(name))
    .sort();
}

function note({
  stackFile,
  notTaken,
  code: files,
}: {
  stackFile: string;
  notTaken: string[];
  code: string[];
}): string {
  const listed = (names: string[]) =>
    names
      .slice(0, LISTED)
      .map((name) => code(name.length > LONGEST ? `…${name.slice(1 - LONGEST)}` : name))
      .join(", ") + (names.length > LISTED ? `, and ${names.length - LISTED} more` : "");
  const lines = [
    ...(files.length > 0
      ? [`The base branch's code made this preview. Not in it, and changed too: ${listed(files)}.`]
      : []),
    ...(notTaken.length > 0
      ? [
          `Of ${code(stackFile)} it left these as they are in the base branch, since they say where credentials go: ${listed(notTaken)}.`,
        ]
      : []),
  ];
  return lines.length === 0
    ? ""
    : `\n> **Not the whole pull request.** ${lines.join(" ")} The plan after the merge has everything.\n`;
}
