/** A REST API with its base URL, credentials and fixed query; what people would do with curl. */
export class Rest {
  readonly #base: string;
  readonly #token: string;
  readonly #query: Record<string, string>;
  readonly #fetch: (request: Request) => Response | Promise<Response>;

  /** @param send an emulator's own `fetch` leaves out the network */
  constructor(
    base: string,
    token: string,
    query: Record<string, string> = {},
    send: (request: Request) => Response | Promise<Response> = fetch,
  ) {
    this.#base = base;
    this.#token = token;
    this.#query = query;
    this.#fetch = send;
  }

  // biome-ignore lint/suspicious/noExplicitAny: callers reach into whatever the service answers
  async #send(method: string, path: string, body?: unknown): Promise<any> {
    const url = new URL(this.#base + path);
    for (const [name, value] of Object.entries(this.#query)) url.searchParams.set(name, value);
    const response = await this.#fetch(
      new Request(url, {
        method,
        headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  get = (path: string) => this.#send("GET", path);
  post = (path: string, body?: unknown) => this.#send("POST", path, body ?? {});
  put = (path: string, body: unknown) => this.#send("PUT", path, body);
  patch = (path: string, body: unknown) => this.#send("PATCH", path, body);
  delete = (path: string) => this.#send("DELETE", path);
}
