import type { Repository } from "./api.ts";

type User = { type?: string; login?: string } | null | undefined;

/**
 * Tells what this token's owner wrote from what others did: a person who quotes a comment quotes its marker too. An app may not ask who
 * it is, and counts every bot's as its own.
 */
export async function isOwn(repository: Repository): Promise<(entry: { user?: User }) => boolean> {
  const me = await repository.login();
  return ({ user }) => (me === undefined ? user?.type === "Bot" : user?.login === me);
}
