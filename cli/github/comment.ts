import type { Repository } from "./api.ts";
import { isOwn } from "./author.ts";

interface Comment {
  id: number;
  body?: string;
  user?: { type?: string; login?: string } | null;
}

/** What a comment is about. */
export interface Subject {
  pullRequest: number;
  /** The commit of the branch; without it the comment carries none. */
  commit?: string | undefined;
  /** Address of the run that writes it. */
  run?: string | undefined;
}

const SHORT = 7;

/**
 * Writes a comment on a pull request, or writes the one anew that an earlier run wrote for the same key: one comment per stack,
 * however often the branch is pushed. It says which commit it is about. A run of an earlier push that is started again leaves it alone.
 *
 * @returns what was done
 */
export async function writeComment(
  repository: Repository,
  { pullRequest, commit, run, key, text }: Subject & { key: string; text: string },
): Promise<"created" | "updated" | "unchanged" | "left to a newer run"> {
  const body = [
    marker(key, commit),
    text.trimEnd(),
    ...(commit ? ["", `<sub>${about(commit, run)}</sub>`] : []),
  ].join("\n");
  const ours = (await ownComments(repository, pullRequest)).find((each) => keyOf(each)?.key === safe(key));
  if (!ours) {
    await repository.post(`/issues/${pullRequest}/comments`, { body });
    return "created";
  }
  if (isNewer(ours, { commit, run })) return "left to a newer run";
  if (ours.body?.trim() === body.trim()) return "unchanged";
  await repository.patch(`/issues/comments/${ours.id}`, { body });
  return "updated";
}

const OUTDATED = "> **Out of date.**";

/**
 * Marks the comments of earlier pushes: whatever becomes of this push's run, nobody takes them for its result.
 *
 * @param prefix of the keys
 * @returns the keys that were marked
 */
export async function markOutdated(
  repository: Repository,
  { pullRequest, commit, run, prefix }: Subject & { commit: string; prefix: string },
): Promise<string[]> {
  const marked: string[] = [];
  for (const comment of await ownComments(repository, pullRequest)) {
    const { key, commit: then } = keyOf(comment) ?? {};
    if (!key?.startsWith(safe(prefix)) || then === commit || isNewer(comment, { commit, run })) continue;
    const [first = "", ...rest] = (comment.body ?? "").split("\n");
    const shown = rest
      .filter((line) => !line.startsWith(OUTDATED))
      .join("\n")
      .trimStart();
    const was = then ? `It is about ${code(then)}` : "It is about an earlier push";
    const banner = `${OUTDATED} ${was}; ${code(commit)} has been pushed since${run ? ` ([run](${run}))` : ""}.`;
    const body = [first, banner, "", shown].join("\n");
    if (body.trim() !== comment.body?.trim())
      await repository.patch(`/issues/comments/${comment.id}`, { body });
    marked.push(key);
  }
  return marked;
}

/** Invisible in the rendered text; tells our comments and issues from others. */
export function marker(key: string, commit?: string): string {
  return `<!-- choreo-azuread:${safe(key)}${commit ? ` ${commit}` : ""} -->`;
}

function keyOf({ body = "" }: Comment): { key: string; commit: string | undefined } | undefined {
  const [, key, commit] = /^<!-- choreo-azuread:([\w:.-]+)(?: ([0-9a-f]{7,64}))? -->/.exec(body) ?? [];
  return key === undefined ? undefined : { key, commit };
}

/** Whether a comment is about another commit, by a later run. Runs are numbered in their order; one that is started again keeps its number. */
function isNewer(comment: Comment, { commit, run }: Omit<Subject, "pullRequest">): boolean {
  const [, address] = /\[run\]\((\S+)\)<\/sub>\s*$/.exec(comment.body ?? "") ?? [];
  return keyOf(comment)?.commit !== commit && numberOf(address) > numberOf(run);
}

const numberOf = (run: string | undefined) => Number(/\/runs\/(\d+)$/.exec(run ?? "")?.[1] ?? 0);

async function ownComments(repository: Repository, pullRequest: number): Promise<Comment[]> {
  const all = await repository.list<Comment>(`/issues/${pullRequest}/comments`);
  return all.filter(await isOwn(repository));
}

const safe = (key: string) => key.replace(/[^\w:.-]/g, "_");
const code = (commit: string) => `\`${commit.slice(0, SHORT)}\``;
const about = (commit: string, run: string | undefined) =>
  `Commit ${code(commit)}${run ? `, [run](${run})` : ""}`;
