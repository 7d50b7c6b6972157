import type { Repository } from "./api.ts";

interface Comment {
  id: number;
  body?: string;
  user?: { type?: string } | null;
}

/**
 * Writes a comment on a pull request, or writes the one anew that an earlier run wrote for the same key: one comment per stack,
 * however often the branch is pushed.
 *
 * @returns what was done
 */
export async function writeComment(
  repository: Repository,
  { pullRequest, key, text }: { pullRequest: number; key: string; text: string },
): Promise<"created" | "updated" | "unchanged"> {
  const body = `${marker(key)}\n${text}`;
  const comments = await repository.list<Comment>(`/issues/${pullRequest}/comments`);
  // Only a bot's: a person who quotes the comment quotes the marker too.
  const ours = comments.find((each) => each.user?.type === "Bot" && each.body?.startsWith(marker(key)));
  if (!ours) {
    await repository.post(`/issues/${pullRequest}/comments`, { body });
    return "created";
  }
  if (ours.body?.trim() === body.trim()) return "unchanged";
  await repository.patch(`/issues/comments/${ours.id}`, { body });
  return "updated";
}

/** Invisible in the rendered text; tells our comments and issues from others. */
export function marker(key: string): string {
  return `<!-- choreo-azuread:${key.replace(/[^\w:.-]/g, "_")} -->`;
}
