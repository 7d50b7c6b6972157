import { afterAll } from "@jest/globals";
import { clock } from "../../../providers/choreo/client/clock.ts";
import type { RunningChoreo } from "../../../sandbox/choreo/index.ts";
import { answered, axios, network, settle } from "../../inProcess/withoutSockets.ts";
import type { VirtualTime } from "./virtualTime.ts";

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
    const { method = "get" } = config;
    const { pathname } = new URL(uri);
    const path = pathname.replace(/^\/api\/am\/\w+\/v\d/, "");
    const fault = await hook?.(number++, `${method.toUpperCase()} ${path}`);
    const broken = () => new axios.AxiosError("socket hang up", "ECONNRESET", config);
    if (fault && "status" in fault) return settle(config, Response.json(fault.body ?? null, fault));
    if (fault?.drop === "before") throw broken();
    const answer = await answered(config, async (request) => {
      if (!time) return emulator.fetch(request);
      await time.travel();
      const response = await time.atOnce(async () => emulator.fetch(request));
      await time.travel();
      return response;
    });
    if (fault) throw broken();
    return answer;
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
