import { createRequire } from "node:module";
import { afterAll } from "@jest/globals";
import type { AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from "axios";
import { clock } from "../../../providers/choreo/client/clock.ts";
import type { RunningChoreo } from "../../../sandbox/choreo/index.ts";
import type { VirtualTime } from "./virtualTime.ts";

// The very copy that the provider loads.
const axios: AxiosStatic = createRequire(import.meta.url)("axios");
const network = axios.defaults.adapter;
// Packages are shared by the test files of a worker, and the port of this file's emulator may be another one's next.
afterAll(() => {
  axios.defaults.adapter = network;
});

/**
 * Runs before a call of the provider is sent, and says what goes wrong with it; calls are counted from 0 and look like
 * `GET /apis/…/revisions`.
 */
export type BeforeCall = (number: number, call: string) => Promise<Failure | undefined>;

export type Failure =
  | { drop: "before" | "after" }
  | { status: number; headers?: Record<string, string>; body?: unknown };

export interface InProcess {
  /** Counts calls from 0 again, and runs this before each. */
  beforeEach(hook: BeforeCall | undefined): void;
  /** Runs commands side by side, their calls and waits in that time. */
  sideBySide<T>(time: VirtualTime, commands: (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]>;
}

/**
 * Lets the provider reach an emulator without sockets, and wait without waiting. To be called before its first call, since its HTTP
 * client takes the adapter when it is made.
 */
export function connectInProcess(emulator: RunningChoreo): InProcess {
  let hook: BeforeCall | undefined;
  let number = 0;
  let time: VirtualTime | undefined;
  clock.pause = async (ms, signal) => {
    signal?.throwIfAborted();
    await time?.wait(ms);
  };
  clock.retryDelay = () => 0;
  axios.defaults.adapter = async (config) => {
    const uri = axios.getUri(config);
    if (!uri.startsWith(emulator.url)) return axios.getAdapter(network)(config);
    const { method = "get", data } = config;
    const { pathname } = new URL(uri);
    const path = pathname.replace(/^\/api\/am\/\w+\/v\d/, "");
    const fault = await hook?.(number++, `${method.toUpperCase()} ${path}`);
    const broken = () => new axios.AxiosError("socket hang up", "ECONNRESET", config);
    if (fault && "status" in fault) return settle(config, Response.json(fault.body ?? null, fault));
    if (fault?.drop === "before") throw broken();
    const headers = Object.fromEntries(
      Object.entries(config.headers.toJSON()).map(([k, v]) => [k, String(v)]),
    );
    const request = new Request(uri, { method: method.toUpperCase(), headers, body: data ?? null });
    await time?.travel();
    const answer = time
      ? await time.atOnce(async () => emulator.fetch(request))
      : await emulator.fetch(request);
    await time?.travel();
    if (fault) throw broken();
    return settle(config, answer);
  };
  return {
    beforeEach: (next) => {
      hook = next;
      number = 0;
    },
    sideBySide: async (its, commands) => {
      time = its;
      try {
        return await its.run(commands);
      } finally {
        time = undefined;
      }
    },
  };
}

async function settle(config: InternalAxiosRequestConfig, answer: Response): Promise<AxiosResponse> {
  const { status, statusText } = answer;
  const headers = new axios.AxiosHeaders(Object.fromEntries(answer.headers));
  const response: AxiosResponse = { data: await answer.text(), status, statusText, headers, config };
  if (!config.validateStatus || config.validateStatus(status)) return response;
  const code = status < 500 ? axios.AxiosError.ERR_BAD_REQUEST : axios.AxiosError.ERR_BAD_RESPONSE;
  throw new axios.AxiosError(`Request failed with status code ${status}`, code, config, undefined, response);
}
