import { setTimeout as sleep } from "node:timers/promises";
import { CliError, reasonOf } from "../shared/errors.ts";
import { type GatewayError, gatewayError } from "./gateway-error.ts";

export interface Call {
  verb: string;
  url: URL;
  accessToken: string;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Request body, as it is sent. */
  data?: string | undefined;
  /**
   * How long, in seconds, the call is repeated while the gateway answers as it does before it has heard of a new deployment,
   * key or subscription. Default 30; 0 calls once.
   */
  patience?: number | undefined;
  /** Told of each wait. */
  onWait?: ((error: GatewayError, seconds: number) => void) | undefined;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
  /** Set if the gateway, not the API behind it, gave the answer. */
  refusal: GatewayError | undefined;
  /** How often it was called. */
  calls: number;
}

/** Seconds. */
export const PATIENCE = 30;

/** Control plane and gateway are told apart by events: what `pulumi up` just made arrives there seconds later. */
const notYet = new Set(["900901", "900906", "900908", "404"]);

/**
 * Calls the API, again while the gateway answers as one that has not caught up.
 *
 * @throws CliError (service) if nobody answers
 * @example `const { status, refusal } = await callApi({ verb: "GET", url, accessToken, patience: 0 })`
 */
export async function callApi(call: Call): Promise<Answer> {
  const deadline = Date.now() + (call.patience ?? PATIENCE) * 1000;
  for (let calls = 1, wait = 1; ; calls++, wait = Math.min(wait * 2, 8)) {
    const { status, headers, body } = await once(call);
    const refusal = gatewayError(status, body);
    const hopeful = refusal && notYet.has(refusal.code) && Date.now() + wait * 1000 <= deadline;
    if (!hopeful) return { status, headers, body, refusal, calls };
    call.onWait?.(refusal, wait);
    await sleep(wait * 1000);
  }
}

async function once(call: Call): Promise<{ status: number; headers: Headers; body: string }> {
  const headers = new Headers({ accept: "application/json", ...call.headers });
  if (call.data !== undefined && !headers.has("content-type"))
    headers.set("content-type", "application/json");
  headers.set("authorization", `Bearer ${call.accessToken}`);
  try {
    const response = await fetch(call.url, {
      method: call.verb,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(60_000),
      ...(call.data !== undefined && { body: call.data }),
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    throw new CliError(
      "service",
      `Could not call ${call.url.origin}${call.url.pathname}: ${reasonOf(error)}`,
      "Check that the gateway can be reached from here.",
    );
  }
}
