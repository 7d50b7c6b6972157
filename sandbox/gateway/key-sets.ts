import { Agent } from "node:https";
import axios from "axios";
import { createRemoteJWKSet, customFetch, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";

/** The gateway verifies with RSA keys alone (JWTValidatorImpl.java). */
const RSA = ["RS256", "RS384", "RS512"];
/** As long as jose keeps a key set. */
const KEPT_MS = 10 * 60_000;

/** The key sets of identity providers, fetched when first needed and again when a token names an unknown key. */
export class KeySets {
  readonly #sets = new Map<string, JWTVerifyGetKey>();
  /** By key set and token, of those whose signature held: each call would have it looked at again. */
  readonly #verified = new Map<string, Map<string, { payload: JWTPayload; at: number }>>();
  readonly #agent: Agent | undefined;

  /** @param ca PEM of the local CA, for key sets of emulators */
  constructor(ca?: string) {
    this.#agent = ca ? new Agent({ ca }) : undefined;
  }

  /** The claims of a token that a key of this set has signed; its times are not looked at. @throws where none has */
  async verify(token: string, url: string): Promise<JWTPayload> {
    const known = this.#verified.get(url)?.get(token);
    if (known && Date.now() - known.at < KEPT_MS) return known.payload;
    const { payload } = await jwtVerify(token, this.#of(url), {
      algorithms: RSA,
      currentDate: new Date(0),
      clockTolerance: Number.MAX_SAFE_INTEGER,
    });
    const those = this.#verified.get(url) ?? new Map();
    this.#verified.set(url, those.set(token, { payload, at: Date.now() }));
    return payload;
  }

  #of(url: string): JWTVerifyGetKey {
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
    this.#verified.clear();
  }

  async #fetch(url: string): Promise<Response> {
    this.#verified.delete(url);
    const { data, status } = await axios.get<string>(url, {
      responseType: "text",
      transformResponse: (text) => text,
      validateStatus: () => true,
      ...(this.#agent ? { httpsAgent: this.#agent } : {}),
    });
    return new Response(data, { status });
  }
}
