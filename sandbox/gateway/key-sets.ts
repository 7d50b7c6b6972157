import { Agent } from "node:https";
import axios from "axios";
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";

/** The key sets of identity providers, fetched when first needed and again when a token names an unknown key. */
export class KeySets {
  readonly #sets = new Map<string, JWTVerifyGetKey>();
  readonly #agent: Agent | undefined;

  /** @param ca PEM of the local CA, for key sets of emulators */
  constructor(ca?: string) {
    this.#agent = ca ? new Agent({ ca }) : undefined;
  }

  of(url: string): JWTVerifyGetKey {
    const known = this.#sets.get(url);
    if (known) return known;
    const made = createRemoteJWKSet(new URL(url), {
      // Without a pause between fetches: a key rotation in a test should not have to wait.
      cooldownDuration: 0,
      timeoutDuration: 5_000,
      [customFetch]: (address) => this.#fetch(String(address)),
    });
    this.#sets.set(url, made);
    return made;
  }

  /** Forgets all of them, as a gateway that starts again. */
  clear(): void {
    this.#sets.clear();
  }

  async #fetch(url: string): Promise<Response> {
    const { data, status } = await axios.get<string>(url, {
      responseType: "text",
      transformResponse: (text) => text,
      validateStatus: () => true,
      ...(this.#agent ? { httpsAgent: this.#agent } : {}),
    });
    return new Response(data, { status });
  }
}
