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
  /** From now on calls are made with this token. */
  useToken(token: string): void;
  /** Stops, and gives the violations of the official files; none where the files are absent. */
  close(): ReturnType<ContractRecording["violations"]>;
}

export const books: string = seed.apis.books.id;
export const orders: string = seed.apis.orders.id;

/** A control plane for one test file, a caller with all scopes, and the contract's recorder. */
export async function startHarness(options: Partial<ChoreoOptions> = {}): Promise<Harness> {
  const choreo = await startChoreo({
    entraUrl: "https://localhost:1",
    gatewayUrl: () => "https://localhost:2",
    ...options,
  });
  const recording = specsPresent ? recordContract(choreo) : undefined;
  const isChoreo = choreo.flavour === "choreo";
  let token = isChoreo ? seed.personalAccessToken : await choreo.mintToken();

  const raw: Harness["raw"] = async (
    method,
    url,
    { token: bearer, body, type = "application/json" } = {},
  ) => {
    const response = await fetch(url, {
      method,
      headers: {
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...(body === undefined ? {} : { "content-type": type }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
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
    useToken: (next) => {
      token = next;
    },
    close: async () => {
      await choreo.close();
      return (await recording?.violations()) ?? [];
    },
  };
}

/** `{status, code}` of a refusal, to compare with. */
export function refusalOf({ status, body }: Reply): { status: number; code: number } {
  return { status, code: body?.code };
}
