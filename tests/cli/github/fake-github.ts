import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Entry {
  id: number;
  number: number;
  title?: string;
  body?: string;
  state?: string;
  user: { type: string };
  pull_request?: object;
}

/** As much of GitHub's REST API as the tools speak, in memory; checks the token and the content of what it is sent. */
export async function startFakeGithub() {
  const comments = new Map<number, Entry[]>();
  const issues: Entry[] = [];
  const pulls = new Map<number, { state: string }>();
  /** By merge commit. */
  const merged = new Map<string, { number: number; merged_at: string | null; head: { sha: string } }[]>();
  /** By workflow file, newest first. */
  const runs = new Map<string, { id: number; head_sha: string; event: string; status: string }[]>();
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
    const entry = (): Entry => ({ id: ++id, number: id, state: "open", user: { type: "Bot" }, ...body });
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
    const workflow = /^\/actions\/workflows\/([\w.-]+)\/runs$/.exec(path)?.[1];
    if (workflow) {
      const asked = (["head_sha", "event", "status"] as const).filter((name) => query.has(name));
      const found = runs.get(workflow)?.filter((run) => asked.every((name) => run[name] === query.get(name)));
      return found && { workflow_runs: found };
    }
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
