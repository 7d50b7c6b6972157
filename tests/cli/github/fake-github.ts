import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Entry {
  id: number;
  number: number;
  title?: string;
  body?: string;
  state?: string;
  user: { type: string; login?: string };
  pull_request?: object;
}

/** A pull request with the files that its merge for a try has. */
interface Pull {
  state: string;
  mergeable?: boolean | null;
  merge_commit_sha?: string | null;
}

/** A file of a commit, as Git's tree lists it. */
export interface File {
  /** Text as it is, or bytes. */
  content: string | Buffer;
  mode?: string;
  type?: string;
}

/** As much of GitHub's REST API as the tools speak, in memory; checks the token and the content of what it is sent. */
export async function startFakeGithub() {
  const comments = new Map<number, Entry[]>();
  const issues: Entry[] = [];
  const pulls = new Map<number, Pull>();
  /** By commit: its parents, and its files by path. */
  const commits = new Map<string, { parents: string[]; files: Record<string, File>; truncated?: boolean }>();
  /** By pull request: the names of what it changes. */
  const changedFiles = new Map<number, string[]>();
  const artifacts: { name: string; expired: boolean; workflow_run: { id: number } }[] = [];
  /** Who the token belongs to; an app's may not ask. */
  let login: string | undefined;
  /** By merge commit. */
  const merged = new Map<string, { number: number; merged_at: string | null; head: { sha: string } }[]>();
  /** By id. */
  const runs = new Map<number, { event: string; conclusion: string | null; path: string }>();
  const branches = new Map<string, { commit: { sha: string } }>();
  const requests: string[] = [];
  let id = 100;
  let refuse: { status: number; message: string; times: number } | undefined;
  /** Number of the page after the one that is being answered. */
  let next: number | undefined;

  const answer = (method: string, path: string, query: URLSearchParams, body: Partial<Entry>): unknown => {
    const page = <T>(all: T[]) => {
      const size = Number(query.get("per_page") ?? 30);
      const number = Number(query.get("page") ?? 1);
      const end = number * size;
      if (end < all.length) next = number + 1;
      return all.slice(end - size, end);
    };
    const user =
      login === undefined ? { type: "Bot", login: "github-actions[bot]" } : { type: "User", login };
    const entry = (): Entry => ({ id: ++id, number: id, state: "open", user, ...body });
    const onPull = /^\/issues\/(\d+)\/comments$/.exec(path)?.[1];
    if (onPull) {
      const list = comments.get(Number(onPull)) ?? [];
      if (method === "GET") return page(list);
      comments.set(Number(onPull), [...list, entry()]);
      return comments.get(Number(onPull))?.at(-1);
    }
    const comment = /^\/issues\/comments\/(\d+)$/.exec(path)?.[1];
    if (comment && method === "PATCH")
      return Object.assign(
        [...comments.values()].flat().find((each) => each.id === Number(comment)) ?? {},
        body,
      );
    if (path === "/issues") {
      if (method === "GET") return page(issues.filter(({ state }) => state === query.get("state")));
      issues.push(entry());
      return issues.at(-1);
    }
    const issue = /^\/issues\/(\d+)$/.exec(path)?.[1];
    if (issue && method === "PATCH")
      return Object.assign(issues.find((each) => each.number === Number(issue)) ?? {}, body);
    const commit = /^\/commits\/(\w+)\/pulls$/.exec(path)?.[1];
    if (commit) return merged.get(commit) ?? [];
    if (path === "/actions/artifacts")
      return { artifacts: artifacts.filter(({ name }) => name === query.get("name")) };
    const run = /^\/actions\/runs\/(\d+)$/.exec(path)?.[1];
    if (run) return runs.get(Number(run));
    const branch = /^\/branches\/(\w+)$/.exec(path)?.[1];
    if (branch) return branches.get(branch);
    const git = /^\/git\/(trees|commits|blobs)\/(\w+)$/.exec(path);
    if (git) return ofGit(commits, git[1] as string, git[2] as string);
    const changed = /^\/pulls\/(\d+)\/files$/.exec(path)?.[1];
    if (changed) return page((changedFiles.get(Number(changed)) ?? []).map((filename) => ({ filename })));
    const pull = /^\/pulls\/(\d+)$/.exec(path)?.[1];
    return pull ? pulls.get(Number(pull)) : undefined;
  };

  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const asked = new URL(request.url ?? "", url);
    const { pathname, searchParams } = asked;
    const send = (status: number, body: unknown, headers = {}) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body));
    requests.push(`${request.method} ${pathname}`);
    if (!/^(Bearer|token) fake-token$/.test(request.headers.authorization ?? ""))
      return send(401, { message: "Bad credentials" });
    if (refuse && refuse.times-- > 0) return send(refuse.status, { message: refuse.message });
    if (pathname === "/user")
      return login === undefined
        ? send(403, { message: "Resource not accessible by integration" })
        : send(200, { login });
    const prefix = "/repos/taylordean/books";
    if (!pathname.startsWith(prefix)) return send(404, { message: "Not Found" });
    next = undefined;
    const found = answer(
      request.method ?? "",
      pathname.slice(prefix.length),
      searchParams,
      text ? JSON.parse(text) : {},
    );
    if (found === undefined) return send(404, { message: "Not Found" });
    if (next === undefined) return send(200, found);
    asked.searchParams.set("page", String(next));
    return send(200, found, { link: `<${asked}>; rel="next"` });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { GITHUB_API_URL: url, GITHUB_REPOSITORY: "taylordean/books", GITHUB_TOKEN: "fake-token" },
    comments,
    issues,
    pulls,
    merged,
    runs,
    branches,
    commits,
    changedFiles,
    artifacts,
    /** The token is a person's from now on. */
    signInAs: (name: string) => {
      login = name;
    },
    /** What was asked, as `GET /repos/…`. */
    requests,
    refuseWith: (status: number, message: string, times = Number.POSITIVE_INFINITY) => {
      refuse = { status, message, times };
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A blob's id is its place here: content in hexadecimal, so that nothing has to be kept. */
const idOf = (content: string | Buffer) => Buffer.from(content).toString("hex");

function ofGit(
  commits: ReadonlyMap<string, { parents: string[]; files: Record<string, File>; truncated?: boolean }>,
  kind: string,
  id: string,
): unknown {
  if (kind === "blobs")
    return {
      encoding: "base64",
      content: Buffer.from(id, "hex")
        .toString("base64")
        .replaceAll(/(.{60})/g, "$1\n"),
    };
  const commit = commits.get(id);
  if (!commit) return undefined;
  if (kind === "commits") return { parents: commit.parents.map((sha) => ({ sha })) };
  const tree = Object.entries(commit.files).map(([path, { content, mode = "100644", type = "blob" }]) => ({
    path,
    mode,
    type,
    sha: idOf(content),
    size: content.length,
  }));
  return { tree, truncated: commit.truncated ?? false };
}
