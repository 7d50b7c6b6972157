import { afterAll, beforeAll, beforeEach, expect } from "@jest/globals";
import { type ChoreoOptions, type RunningChoreo, startChoreo } from "../../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { type ContractRecording, recordContract } from "../../contract/recorder.ts";
import { specsPresent } from "../../contract/specs.ts";

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  body: any;
  headers: Headers;
}

export interface Harness {
  choreo: RunningChoreo;
  publisher(method: string, path: string, body?: unknown): Promise<Reply>;
  devportal(method: string, path: string, body?: unknown): Promise<Reply>;
  admin(method: string, path: string, body?: unknown): Promise<Reply>;
  /** With any credentials and query; nothing is added. */
  raw(
    method: string,
    url: string,
    init?: { token?: string | undefined; body?: string; type?: string },
  ): Promise<Reply>;
  /** From now on calls are made with this token; without one, with the first again. */
  useToken(token?: string): void;
  /** Stops, and gives the violations of the official files; none where the files are absent. */
  close(): ReturnType<ContractRecording["violations"]>;
}

export const books: string = seed.apis.books.id;
export const orders: string = seed.apis.orders.id;

/** `contract: false` for tests that call what there is not, or not as the official files have it. */
export type HarnessOptions = Partial<ChoreoOptions> & { contract?: boolean };

/** A control plane for one test file, a caller with all scopes, and the contract's recorder. */
export async function startHarness({ contract = true, ...options }: HarnessOptions = {}): Promise<Harness> {
  const choreo = await startChoreo({
    entraUrl: "https://localhost:1",
    gatewayUrl: () => "https://localhost:2",
    ...options,
  });
  const recording = specsPresent && contract ? recordContract(choreo) : undefined;
  const isChoreo = choreo.flavour === "choreo";
  const first: string = isChoreo ? seed.personalAccessToken : await choreo.mintToken();
  let token = first;

  const raw: Harness["raw"] = async (
    method,
    url,
    { token: bearer, body, type = "application/json" } = {},
  ) => {
    const request = new Request(url, {
      method,
      headers: {
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...(body === undefined ? {} : { "content-type": type }),
      },
      ...(body === undefined ? {} : { body }),
    });
    // How emulators are served: tests/sandbox/kit/emulator.test.ts.
    const response = await choreo.fetch(request);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      body: isJson && text ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };
  const caller = (base: string) => (method: string, path: string, body?: unknown) => {
    const url = new URL(base + path);
    if (isChoreo) url.searchParams.set("organizationId", seed.organizationId);
    return raw(method, url.href, { token, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  };
  return {
    choreo,
    publisher: caller(choreo.urls.publisher),
    devportal: caller(choreo.urls.devportal),
    admin: caller(choreo.urls.admin),
    raw,
    useToken: (next = first) => {
      token = next;
    },
    close: async () => {
      await choreo.close();
      return (await recording?.violations()) ?? [];
    },
  };
}

/**
 * A control plane for all tests of a `describe`, held to the contract at the end.
 *
 * @param options.fresh whether each test finds it as the seed has it; else they share one life. Default: true
 *
 * @example
 * const harness = harnessFor({ flavour });
 * test("…", async () => { await harness.publisher("GET", "/apis"); });
 */
export function harnessFor({ fresh = true, ...options }: HarnessOptions & { fresh?: boolean } = {}): Harness {
  const harness = {} as Harness;
  beforeAll(async () => {
    Object.assign(harness, await startHarness(options));
  });
  if (fresh)
    beforeEach(async () => {
      harness.useToken();
      await harness.raw("POST", `${harness.choreo.url}/_sandbox/reset`);
    });
  afterAll(async () => {
    expect(await harness.close()).toEqual([]);
  });
  return harness;
}

export const flavours = ["choreo", "apim"] as const;

/** `POST /apis/change-lifecycle`. */
export function changeLifecycle(harness: Harness, action: string, apiId = books): Promise<Reply> {
  return harness.publisher(
    "POST",
    `/apis/change-lifecycle?apiId=${apiId}&action=${encodeURIComponent(action)}`,
  );
}

/** An application of the caller; its id. */
export async function makeApplication(harness: Harness, name = "storefront"): Promise<string> {
  const { body } = await harness.devportal("POST", "/applications", { name, throttlingPolicy: "Unlimited" });
  return body.applicationId;
}

/** A token of somebody else, who may do as much. */
export function tokenOfAnother(harness: Harness): Promise<string> {
  return harness.choreo.mintToken({ subject: "eve" });
}

/** `{status, code}` of a refusal, to compare with. */
export function refusalOf({ status, body }: Reply): { status: number; code: number } {
  return { status, code: body?.code };
}
