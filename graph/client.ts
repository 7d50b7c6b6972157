import axios, { AxiosError, type Method } from "axios";
import axiosRetry from "axios-retry";
import { type Answered, inBatches, LONGEST_WAIT } from "./batch.ts";
import type { Cloud } from "./cloud.ts";
import { tokenSource } from "./token.ts";

/** The service knows the caller but keeps this from it (403). */
export class Forbidden extends Error {
  readonly what: string;
  constructor(what: string) {
    super(`these credentials may not read ${what}`);
    this.what = what;
    this.name = "Forbidden";
  }
}

/** Graph's answer was an error. */
export class GraphError extends Error {
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  constructor(message: string, status: number | undefined) {
    super(message);
    this.name = "GraphError";
    this.status = status;
  }
}

/** Microsoft Graph with the identity that runs `pulumi up`. */
export interface GraphClient {
  /**
   * @param path below the API's base, with its query: `/v1.0/applications`
   * @returns undefined if there is no such thing (404)
   * @throws Forbidden if these credentials may not read it; any other error if it could not be read
   */
  get<T>(path: string): Promise<T | undefined>;
  /**
   * All entries of a list, page after page (learn.microsoft.com, "Paging Microsoft Graph data in your app").
   *
   * @returns undefined and throws as {@link get} does
   */
  list<T>(path: string): Promise<T[] | undefined>;
  /**
   * Many objects or lists at once, twenty a call. Of a list all entries.
   *
   * @param paths below the version: `/users/…`
   * @returns for each path what {@link get} or {@link list} would return or throw
   */
  getEach<T>(paths: readonly string[]): Promise<(T | undefined | Error)[]>;
  /**
   * A request that changes something. What is to be deleted may be gone already.
   *
   * @returns the answer's body
   */
  send<T = unknown>(method: "POST" | "PATCH" | "DELETE", path: string, body?: object): Promise<T | undefined>;
  /** The identity's application permissions (`Application.Read.All`); none for a person, whose roles decide. */
  permissions(): Promise<string[]>;
}

/**
 * Signs in at once.
 *
 * @throws CloudError if that fails
 */
export async function graphClient(
  cloud: Cloud,
  tenantId: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<GraphClient> {
  const token = tokenSource(cloud, tenantId, env);
  await token();
  const http = axios.create({ baseURL: cloud.graph, timeout: 30_000 });
  axiosRetry(http, {
    retries: 3,
    retryDelay: axiosRetry.exponentialDelay,
    retryCondition: (error) =>
      axiosRetry.exponentialDelay(1, error) <= LONGEST_WAIT * 1000 &&
      (axiosRetry.isNetworkOrIdempotentRequestError(error) || error.response?.status === 429),
  });
  const request = async <T>(method: Method, path: string, body?: object): Promise<T | undefined> => {
    const authorization = `Bearer ${await token()}`;
    try {
      const { data } = await http.request<T>({ method, url: path, data: body, headers: { authorization } });
      if (typeof data === "object" && data !== null) return data;
      if (data === "" && method !== "GET") return undefined;
    } catch (error) {
      if (!(error instanceof AxiosError)) throw error;
      return failed(error, whole(path));
    }
    throw noSuch("JSON", path);
  };
  const whole = (path: string) => `${cloud.graph}${path.replace(cloud.graph, "").split("?", 1)[0]}`;
  const noSuch = (form: string, path: string) =>
    new GraphError(
      `${whole(path)}: the answer is no ${form}; a proxy or a login page may answer in its place`,
      undefined,
    );
  const pageOf = async <T>(path: string): Promise<Page<T> | undefined> => {
    const page = await request<Page<T>>("GET", path);
    if (page === undefined || isPage(page)) return page;
    throw noSuch("list", path);
  };
  /** The pages that follow one that has been read already. */
  const rest = async <T>(path: string, first: Page<T>): Promise<T[] | undefined> => {
    const entries = [...first.value];
    for (let url = first["@odata.nextLink"]; url; ) {
      // The token goes with it: only to where it was meant for.
      if (new URL(url).origin !== new URL(cloud.graph).origin)
        throw new Error(`${cloud.graph}${path}: its next page is on another host, ${new URL(url).host}`);
      const page: Page<T> | undefined = await pageOf(url);
      if (!page) return undefined;
      entries.push(...page.value);
      url = page["@odata.nextLink"];
    }
    return entries;
  };
  return {
    get: (path) => request("GET", path),
    async list<T>(path: string): Promise<T[] | undefined> {
      const first = await pageOf<T>(path);
      return first && rest(path, first);
    },
    async getEach<T>(paths: readonly string[]) {
      const answers = await inBatches(paths, async (requests) => {
        const path = "/v1.0/$batch";
        const answer = await request<{ responses: (Answered & { id: string })[] }>("POST", path, {
          requests,
        });
        if (!Array.isArray(answer?.responses)) throw noSuch("batch", path);
        return answer.responses;
      });
      return Promise.all(
        answers.map(async ({ status, body }, index): Promise<T | undefined | Error> => {
          const path = `/v1.0${paths[index]?.split("?", 1)[0]}`;
          if (status === 404) return undefined;
          if (status === 403) return new Forbidden(`${cloud.graph}${path}`);
          if (status >= 400) return new Error(`${cloud.graph}${path}: it answered ${status}`);
          return isPage(body) ? ((await rest(path, body)) as T | undefined) : (body as T);
        }),
      );
    },
    send: request,
    async permissions() {
      const [, payload = ""] = (await token()).split(".");
      try {
        const { roles = [] } = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
          roles?: string[];
        };
        return roles;
      } catch {
        // A token for Graph is Graph's to read (learn.microsoft.com, "Access tokens in the Microsoft identity platform").
        return [];
      }
    },
  };
}

interface Page<T> {
  value: T[];
  "@odata.nextLink"?: string;
}

function isPage<T>(body: unknown): body is Page<T> {
  const { value } = (body ?? {}) as Partial<Page<unknown>>;
  return Array.isArray(value) && value.every((entry) => typeof entry === "object" && entry !== null);
}

const LONGEST_WORDS = 500;

/** Graph's code and sentence (learn.microsoft.com/graph/errors). */
function wordsOf(body: unknown): string {
  const { code, message } = ((body as { error?: unknown } | null)?.error ?? {}) as Record<string, unknown>;
  const words = [code, message].filter((each) => typeof each === "string" && each !== "").join(": ");
  return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words;
}

/** Nothing for 404. The original error holds the request with its token: it must not travel on. */
function failed(error: AxiosError, what: string): undefined {
  const status = error.response?.status;
  if (status === 404) return undefined;
  if (status === 403) throw new Forbidden(what);
  const reason = status
    ? `it answered ${[status, wordsOf(error.response?.data)].filter(Boolean).join(" ")}`
    : error.message.split("\n", 1)[0];
  throw new GraphError(`${what}: ${reason}`, status);
}
