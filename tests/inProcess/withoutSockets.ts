import { createRequire } from "node:module";
import type { AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from "axios";
import ofProgram from "axios";
import type { Sandbox } from "../../sandbox/start.ts";

/** The very copy that the provider loads. */
export const axios: AxiosStatic = createRequire(import.meta.url)("axios");
export const network = axios.defaults.adapter;

type Fetch = (request: Request) => Promise<Response> | Response;

let answers: Fetch;

/**
 * From now on calls of the plugins and of the provider go to this sandbox's emulators directly, not through sockets, whose TLS is a quarter
 * of the time. For a process of its own; first before the provider's first call, since its HTTP client takes the adapter when it is made.
 *
 * @param elsewhere what answers besides the emulators, by the beginning of its URL
 */
export function withoutSockets(
  { entra, choreo, gateway }: Sandbox,
  elsewhere: Readonly<Record<string, Fetch>> = {},
): void {
  answers = (request) => {
    const emulator = [entra, choreo, gateway].find(({ url }) => request.url.startsWith(url));
    const other = Object.entries(elsewhere).find(([begin]) => request.url.startsWith(begin))?.[1];
    const fetch = emulator?.fetch ?? other;
    if (!fetch) throw new Error(`nothing answers at ${request.url}`);
    return fetch(request);
  };
  globalThis.fetch = async (input, init) => answers(new Request(input, init));
  for (const copy of [axios, ofProgram])
    copy.defaults.adapter = (config) => answered(config, (request) => answers(request));
}

/** A call of axios as `fetch` makes it. */
export async function answered(config: InternalAxiosRequestConfig, fetch: Fetch): Promise<AxiosResponse> {
  const { method = "get", data } = config;
  const headers = Object.fromEntries(Object.entries(config.headers.toJSON()).map(([k, v]) => [k, String(v)]));
  const url = axios.getUri(config);
  return settle(
    config,
    await fetch(new Request(url, { method: method.toUpperCase(), headers, body: data ?? null })),
  );
}

export async function settle(config: InternalAxiosRequestConfig, answer: Response): Promise<AxiosResponse> {
  const { status, statusText } = answer;
  const headers = new axios.AxiosHeaders(Object.fromEntries(answer.headers));
  const response: AxiosResponse = { data: await answer.text(), status, statusText, headers, config };
  if (!config.validateStatus || config.validateStatus(status)) return response;
  const code = status < 500 ? axios.AxiosError.ERR_BAD_REQUEST : axios.AxiosError.ERR_BAD_RESPONSE;
  throw new axios.AxiosError(`Request failed with status code ${status}`, code, config, undefined, response);
}
