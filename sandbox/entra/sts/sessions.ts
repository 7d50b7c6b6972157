import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";

/** Entra's own: a code lives 10 minutes, a refresh token 90 days, a sign-in page about an hour. */
const CODE_MS = 10 * 60_000;
const REFRESH_MS = 90 * 86_400_000;
const FLOW_MS = 60 * 60_000;

/** What a code or refresh token stands for. */
export interface Granted {
  clientAppId: string;
  userId: string;
  /** The scope parameter it was granted for; a token request may name another one that is consented to. */
  scope: string;
  redirectUri: string;
  nonce: string | undefined;
  authTime: number;
}

export interface Code extends Granted {
  challenge: { value: string; method: "S256" | "plain" } | undefined;
  used: boolean;
  expires: number;
}

export type ResponseMode = "query" | "form_post" | "fragment";

/** An authorization request that passed all checks which need no person. */
export interface AuthorizeRequest {
  version: 1 | 2;
  clientAppId: string;
  redirectUri: string;
  responseMode: ResponseMode;
  state: string | undefined;
  nonce: string | undefined;
  /** v1's `resource` is kept as `<resource>/.default`. */
  scope: string;
  prompt: "none" | "login" | "consent" | "select_account" | undefined;
  loginHint: string | undefined;
  challenge: { value: string; method: "S256" | "plain" } | undefined;
}

/** An authorization request that waits for a person: bound to one browser, so that no other site can post into it. */
export interface Flow {
  browser: string;
  request: AuthorizeRequest;
  userId: string | undefined;
  authTime: number;
  expires: number;
}

/**
 * What the sign-in service remembers between requests. Short-lived by nature, therefore not part of `/_sandbox/state`; a
 * reset ends it all.
 */
export class Sessions {
  readonly #clock: Clock;
  readonly #signedIn = new Map<string, { userId: string; authTime: number }>();
  readonly #flows = new Map<string, Flow>();
  readonly #codes = new Map<string, Code>();
  readonly #refreshTokens = new Map<string, Granted & { expires: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  clear(): void {
    for (const part of [this.#signedIn, this.#flows, this.#codes, this.#refreshTokens]) part.clear();
  }

  signIn(userId: string): string {
    const id = secretId();
    this.#signedIn.set(id, { userId, authTime: this.#clock.seconds() });
    return id;
  }

  session(id: string | undefined) {
    return id === undefined ? undefined : this.#signedIn.get(id);
  }

  signOut(id: string | undefined): void {
    if (id !== undefined) this.#signedIn.delete(id);
  }

  startFlow(flow: Omit<Flow, "expires">): string {
    const id = secretId();
    this.#flows.set(id, { ...flow, expires: this.#clock.now() + FLOW_MS });
    return id;
  }

  /** The flow, if it was started by this browser and isn't over. */
  flow(id: string, browser: string | undefined): Flow | undefined {
    const flow = this.#flows.get(id);
    return flow && flow.browser === browser && flow.expires > this.#clock.now() ? flow : undefined;
  }

  endFlow(id: string): void {
    this.#flows.delete(id);
  }

  issueCode(granted: Granted, challenge: Code["challenge"]): string {
    const code = `1.${secretId()}`;
    this.#codes.set(code, { ...granted, challenge, used: false, expires: this.#clock.now() + CODE_MS });
    return code;
  }

  code(value: string): Code | undefined {
    return this.#codes.get(value);
  }

  issueRefreshToken(granted: Granted): string {
    const token = `1.${secretId()}`;
    this.#refreshTokens.set(token, { ...granted, expires: this.#clock.now() + REFRESH_MS });
    return token;
  }

  refreshToken(value: string) {
    return this.#refreshTokens.get(value);
  }
}

const secretId = () => randomBytes(32).toString("base64url");
