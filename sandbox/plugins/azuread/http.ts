import { PluginError } from "../protocol/errors.ts";

/*
 * Node's own fetch: an HTTP library would be a third of the time that this plugin takes to start, at each preview. It asks no
 * proxy, which is right: the sandbox is on this machine.
 */

const TIMEOUT_MS = 30_000;

export interface Answer<Data = unknown> {
  status: number;
  statusText: string;
  headers: Headers;
  /** Parsed when it is JSON, else text; an empty string when there is none. */
  data: Data;
}

/** @throws PluginError when there is no answer; any status is one */
export async function send<Data = unknown>(url: string, request: RequestInit = {}): Promise<Answer<Data>> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { status, statusText, headers } = response;
    return { status, statusText, headers, data: parse(await response.text()) as Data };
  } catch (error) {
    throw new PluginError(reason(error), { cause: error });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** fetch only says "fetch failed"; why is in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const deeper = cause instanceof AggregateError ? cause.errors[0] : cause;
  return deeper instanceof Error ? deeper.message || deeper.name : error.message;
}
