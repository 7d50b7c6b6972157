import { z } from "zod";
import { CliError, reasonOf } from "../shared/errors.ts";

/** What GitHub Actions sets in every step. https://docs.github.com/actions/reference/variables-reference */
const environmentSchema = z.object({
  GITHUB_API_URL: z.url().default("https://api.github.com"),
  GITHUB_REPOSITORY: z.string().regex(/^[^/]+\/[^/]+$/),
  GITHUB_TOKEN: z.string().min(1),
});

/** The repository of the workflow, through GitHub's REST API. */
export interface Repository {
  get<T>(path: string): Promise<T>;
  /** All pages, in order. */
  list<T>(path: string): Promise<T[]>;
  post<T>(path: string, body: object): Promise<T>;
  patch<T>(path: string, body: object): Promise<T>;
}

const PAGE = 100;
const TIMEOUT_MS = 20_000;

/** @throws CliError (usage) where the workflow did not pass a token or repository on */
export function repository(env: NodeJS.ProcessEnv): Repository {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success)
    throw new CliError(
      "usage",
      `This runs in a GitHub workflow: ${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")} must be set.`,
      "Pass github.token to the step as GITHUB_TOKEN.",
    );
  const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN } = parsed.data;
  const request = async (method: string, path: string, body?: object): Promise<unknown> => {
    const what = `${method} /repos/${GITHUB_REPOSITORY}${path.replace(/\?.*/, "")}`;
    const response = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${GITHUB_TOKEN}`,
        "x-github-api-version": "2022-11-28",
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new CliError("service", `GitHub could not be reached (${what}): ${reasonOf(error)}`);
    });
    if (response.ok) return response.json();
    const reason =
      ((await response.json().catch(() => ({}))) as { message?: string }).message ?? "no reason given";
    throw new CliError(
      "service",
      `GitHub answered ${response.status} to ${what}: ${reason}.`,
      response.status === 403 || response.status === 404
        ? 'The job needs "pull-requests: write" for comments and "issues: write" for issues.'
        : undefined,
    );
  };
  const get = (path: string) => request("GET", path);
  return {
    get: async <T>(path: string) => (await get(path)) as T,
    async list<T>(path: string) {
      const all: T[] = [];
      for (let page = 1; ; page++) {
        const items = (await get(
          `${path}${path.includes("?") ? "&" : "?"}per_page=${PAGE}&page=${page}`,
        )) as T[];
        all.push(...items);
        if (items.length < PAGE) return all;
      }
    },
    post: async <T>(path: string, body: object) => (await request("POST", path, body)) as T,
    patch: async <T>(path: string, body: object) => (await request("PATCH", path, body)) as T,
  };
}
