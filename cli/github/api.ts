import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { RequestError } from "@octokit/request-error";
import { z } from "zod";
import { proxyAdvice } from "../../shared/proxy.ts";
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
  /** Who the token belongs to; undefined for an app's token, such as a workflow's own, which may not ask. */
  login(): Promise<string | undefined>;
}

const GitHub = Octokit.plugin(paginateRest, retry);

const TIMEOUT_MS = 20_000;
const RETRY_AFTER_MS = 1000;
const RETRIES = 3;

/**
 * What cannot be reached or answers with a fault of its own is asked again up to three times, later each time; what creates something
 * is not, since the first try may have done it.
 *
 * @param options.retryAfterMs wait before the first retry; before the next ones four and nine times as long
 * @throws CliError (usage) where the workflow did not pass a token or repository on
 */
export function repository(env: NodeJS.ProcessEnv, { retryAfterMs = RETRY_AFTER_MS } = {}): Repository {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success)
    throw new CliError(
      "usage",
      `This runs in a GitHub workflow: ${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")} must be set.`,
      "Pass github.token to the step as GITHUB_TOKEN.",
    );
  const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN } = parsed.data;
  const octokit = new GitHub({
    auth: GITHUB_TOKEN,
    baseUrl: GITHUB_API_URL,
    request: {
      fetch: (url: string, options: RequestInit) =>
        fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) }),
    },
    retry: { retries: RETRIES, retryAfterBaseValue: retryAfterMs },
  });
  const url = (path: string) => `/repos/${GITHUB_REPOSITORY}${path}`;
  const headers = { "x-github-api-version": "2022-11-28" };
  const answer = <T>(what: string, call: Promise<T>): Promise<T> =>
    call.catch((error: unknown) => {
      throw refusal(what.replace(/\?.*/, ""), error);
    });
  const send = async <T>(method: string, path: string, options: object = {}): Promise<T> => {
    const call = octokit.request({ method, url: url(path), headers, ...options });
    const { data } = await answer(`${method} ${url(path)}`, call);
    return data;
  };
  return {
    get: (path) => send("GET", path),
    list: <T>(path: string) =>
      answer(
        `GET ${url(path)}`,
        octokit.paginate<T>({ method: "GET", url: url(path), headers, per_page: 100 }),
      ),
    post: (path, body) => send("POST", path, { ...body, request: { retries: 0 } }),
    patch: (path, body) => send("PATCH", path, body),
    login: async () => {
      const user = await octokit.request("GET /user", { headers }).catch(() => undefined);
      return user?.data.login;
    },
  };
}

function refusal(what: string, error: unknown): CliError {
  if (!(error instanceof RequestError) || !error.response)
    return new CliError(
      "service",
      `GitHub could not be reached (${what}): ${reasonOf((error as Error).cause ?? error)}`,
      proxyAdvice(error),
    );
  const { message = "no reason given" } = (error.response.data ?? {}) as { message?: string };
  return new CliError(
    "service",
    `GitHub answered ${error.status} to ${what}: ${message}.`,
    error.status === 403 || error.status === 404
      ? 'The job needs "pull-requests: write" for comments and "issues: write" for issues.'
      : undefined,
  );
}
