import type { Repository } from "./api.ts";
import { isOwn } from "./author.ts";
import { marker } from "./comment.ts";

interface Issue {
  number: number;
  body?: string | null;
  /** Present where the issue is a pull request. */
  pull_request?: object;
  user?: { type?: string; login?: string } | null;
}

/**
 * Keeps one open issue per key: opened when there is something to say, its text replaced while there is, closed when there is
 * nothing any more (`text` undefined).
 *
 * @returns what was done
 */
export async function keepIssue(
  repository: Repository,
  { key, title, text }: { key: string; title: string; text: string | undefined },
): Promise<"opened" | "updated" | "unchanged" | "closed" | "none"> {
  const issues = await repository.list<Issue>("/issues?state=open");
  const ours = issues
    .filter(await isOwn(repository))
    .find((each) => !each.pull_request && each.body?.startsWith(marker(key)));
  if (text === undefined) {
    if (!ours) return "none";
    await repository.patch(`/issues/${ours.number}`, { state: "closed", state_reason: "completed" });
    return "closed";
  }
  const body = `${marker(key)}\n${text}`;
  if (!ours) {
    await repository.post("/issues", { title, body });
    return "opened";
  }
  if (ours.body?.trim() === body.trim()) return "unchanged";
  await repository.patch(`/issues/${ours.number}`, { title, body });
  return "updated";
}
