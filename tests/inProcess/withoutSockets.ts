import { createRequire } from "node:module";
import type { AxiosAdapter, AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from "axios";
import type { Sandbox } from "../../sandbox/start.ts";

/** The very copy that the provider loads. */
export const axios: AxiosStatic = createRequire(import.meta.url)("axios");
export const network = axios.defaults.adapter;

type Fetch = (request: Request) => Promise<Response> | Response;

/** By the beginning of a URL. */
const answering = new Map<string, Fetch>();
let putBack = () => {};

/**
 * From now on calls of this process go to this sandbox's emulators directly, not through sockets, whose TLS is a quarter of the time.
 * First before the provider's first call, since its HTTP client takes the adapter when it is made. What other processes call, and who
 * brings an HTTP client of his own, still goes through sockets; limits of time, and redirects that are followed, are not this one's.
 *
 * @param elsewhere what answers besides the emulators, by the beginning of its URL
 * @param copies of axios that call so. Default: the provider's
 * @returns ends it
 */
export function withoutSockets(
  { entra, choreo, gateway }: Partial<Pick<Sandbox, "entra" | "choreo" | "gateway">>,
  elsewhere: Readonly<Record<string, Fetch>> = {},
  copies: readonly AxiosStatic[] = [axios],
): () => void {
  const own = new Map([
    ...[entra, choreo, gateway].flatMap((each) => (each ? [[each.url, each.fetch] as const] : [])),
    ...Object.entries(elsewhere),
  ]);
  if (answering.size === 0) putBack = replaceNetwork(copies);
  for (const [begin, fetch] of own) answering.set(begin, fetch);
  return () => {
    for (const begin of own.keys()) answering.delete(begin);
    if (answering.size === 0) putBack();
  };
}

function replaceNetwork(copies: readonly AxiosStatic[]): () => void {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const found = answerer(input instanceof Request ? input.url : String(input));
    return found ? found(new Request(input, init)) : fetch(input, init);
  };
  const putBack = copies.map((copy) => {
    const before = copy.defaults.adapter;
    const adapter: AxiosAdapter = (config) => {
      const found = answerer(copy.getUri(config));
      return found ? answered(config, found, copy) : copy.getAdapter(before)(config);
    };
    copy.defaults.adapter = adapter;
    return () => {
      copy.defaults.adapter = before;
    };
  });
  return () => {
    globalThis.fetch = fetch;
    for (const each of putBack) each();
  };
}

const answerer = (url: string): Fetch | undefined =>
  [...answering].find(([begin]) => url.startsWith(begin))?.[1];

/**
 * A call of axios as `fetch` makes it.
 *
 * @param copy of axios, whose errors are thrown
 */
export async function answered(
  config: InternalAxiosRequestConfig,
  fetch: Fetch,
  copy: AxiosStatic = axios,
): Promise<AxiosResponse> {
  const { method = "get", data, auth } = config;
  const headers: Record<string, string> = Object.fromEntries(
    Object.entries(config.headers.toJSON()).map(([k, v]) => [k, String(v)]),
  );
  if (auth)
    headers.authorization = `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}`;
  const url = axios.getUri(config);
  const request = new Request(url, { method: method.toUpperCase(), headers, body: data ?? null });
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch {
    throw new copy.AxiosError("socket hang up", "ECONNRESET", config);
  }
  return settle(config, answer, copy);
}

export async function settle(
  config: InternalAxiosRequestConfig,
  answer: Response,
  { AxiosHeaders, AxiosError }: AxiosStatic = axios,
): Promise<AxiosResponse> {
  const { status, statusText } = answer;
  const headers = new AxiosHeaders(Object.fromEntries(answer.headers));
  // As node has them: each by itself, in a list.
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) headers.set("set-cookie", cookies);
  const response: AxiosResponse = { data: await answer.text(), status, statusText, headers, config };
  if (!config.validateStatus || config.validateStatus(status)) return response;
  const code = status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
  throw new AxiosError(`Request failed with status code ${status}`, code, config, undefined, response);
}
