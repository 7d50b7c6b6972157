import type { AxiosError, AxiosResponse } from "axios";
import type { Credential } from "../auth/credential.ts";
import type { Endpoints, Flavour } from "../flavour/flavour.ts";
import type { Call } from "./call.ts";
import { clock } from "./clock.ts";
import type { ChoreoError } from "./errors.ts";
import { answerError, expired, networkError, refusal } from "./failures.ts";
import { loadTransport, OPERATION_TIMEOUT } from "./transport.ts";

/** The calls of one operation: they share its deadline. Connections and token are those of the process. */
export class Client {
  readonly flavour: Flavour;
  readonly #endpoints: Endpoints;
  readonly #credential: Credential;
  readonly #stored: boolean;
  readonly #deadline: AbortSignal;

  constructor(
    {
      flavour,
      endpoints,
      credential,
      stored,
    }: {
      flavour: Flavour;
      endpoints: Endpoints;
      credential: Credential;
      stored: boolean;
    },
    deadline: AbortSignal = AbortSignal.timeout(OPERATION_TIMEOUT),
  ) {
    this.flavour = flavour;
    this.#endpoints = endpoints;
    this.#credential = credential;
    this.#stored = stored;
    this.#deadline = deadline;
  }

  /**
   * Sends a call and returns the answer's JSON, or undefined if it has no body.
   *
   * @throws ChoreoError
   */
  async send<T>(call: Call): Promise<T> {
    return readBody<T>(call, await this.#exchange(call), this.#endpoints);
  }

  /**
   * The same where the answer's status says more than its body.
   *
   * @throws ChoreoError
   */
  async statusOf(call: Call): Promise<number> {
    return (await this.#exchange(call)).status;
  }

  /**
   * Waits before another attempt, but not beyond the operation's deadline: a server may ask for an hour.
   *
   * @param error what the last attempt failed with, if it did; thrown when the deadline comes first
   */
  async pause(ms: number, error?: ChoreoError): Promise<void> {
    const isInTime =
      ms <= OPERATION_TIMEOUT &&
      (await clock.pause(ms, this.#deadline).then(
        () => true,
        () => false,
      ));
    if (!isInTime) throw error ?? expired();
  }

  async #exchange(call: Call): Promise<AxiosResponse> {
    const token = await this.#credential.token(this.#deadline);
    let response = await this.#attempt(call, token);
    if (response.status === 401 && !call.optional) {
      // Expired, revoked and lacking a scope all look the same: once more with a new token, if there is another one.
      const renewed = await this.#credential.renewed(token, this.#deadline);
      if (renewed !== undefined) response = await this.#attempt(call, renewed);
    }
    if (
      response.status >= 400 ||
      response.status < 200 ||
      (response.status >= 300 && response.status < 400)
    ) {
      throw refusal(call, response, this.flavour, this.#stored);
    }
    return response;
  }

  async #attempt(call: Call, token: string): Promise<AxiosResponse> {
    const [transport, config] = await Promise.all([
      loadTransport(),
      this.#credential.located(token, this.#deadline),
    ]);
    try {
      return await transport.request({
        method: call.method,
        url: this.#endpoints[call.api] + call.path,
        params: { ...this.flavour.query(config), ...call.query },
        headers: {
          authorization: `Bearer ${token}`,
          ...this.flavour.headers(config),
          ...(call.body === undefined ? {} : { "content-type": "application/json" }),
        },
        data: call.body === undefined ? undefined : JSON.stringify(call.body),
        signal: this.#deadline,
        ...(call.single ? { "axios-retry": { retries: 0 } } : {}),
        transformResponse: (text: string) => text,
      });
    } catch (error) {
      const { response } = error as AxiosError;
      if (response) return response;
      throw networkError(call, error as AxiosError, this.#endpoints[call.api], this.#deadline.aborted);
    }
  }
}

function readBody<T>(call: Call, response: AxiosResponse, endpoints: Endpoints): T {
  const text = typeof response.data === "string" ? response.data.trim() : "";
  if (text === "") return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw answerError(call, response, endpoints[call.api]);
  }
}
