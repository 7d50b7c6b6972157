import { exportJWK, type JWK, jwtVerify, SignJWT } from "jose";
import { KeyPairs } from "../../kit/keyPairs.ts";
import { choreo as seed } from "../../seed.ts";

export interface TokenContent {
  subject: string;
  clientId: string;
  scopes: string[];
  /** UUID; on Choreo it has to be the `organizationId` of every call. */
  organizationId?: string | undefined;
  lifetimeSeconds: number;
}

/** What a refresh token stands for. */
export type Grant = Pick<TokenContent, "subject" | "clientId" | "scopes"> & {
  organizationId: string | undefined;
};

/** Who calls, and what the token allows. */
export interface Caller {
  subject: string;
  scopes: ReadonlySet<string>;
  organizationId: string | undefined;
}

const KEY_ID = "sandbox-choreo";

/** Makes and reads the control plane's own tokens: JWTs that carry `scope` and, on Choreo, `organization.uuid` and `.handle`. */
export class ManagementTokens {
  readonly #issuer: () => string;
  readonly #pairs = new KeyPairs();
  #keys: ReturnType<KeyPairs["take"]> | undefined;
  readonly #refreshTokens = new Map<string, Grant>();
  /** Tokens whose signature was looked at, with the second in which they end. */
  readonly #read = new Map<string, { caller: Caller; end: number }>();

  constructor(issuer: () => string) {
    this.#issuer = issuer;
  }

  async mint({ subject, clientId, scopes, organizationId, lifetimeSeconds }: TokenContent): Promise<string> {
    const { privateKey } = await this.#pair();
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      scope: scopes.join(" ") || "default",
      azp: clientId,
      client_id: clientId,
      ...(organizationId ? { organization: { uuid: organizationId, ...handleOf(organizationId) } } : {}),
    })
      .setProtectedHeader({ alg: "RS256", kid: KEY_ID, typ: "at+jwt" })
      .setIssuer(this.#issuer())
      .setSubject(subject)
      .setIssuedAt(now)
      .setExpirationTime(now + lifetimeSeconds)
      .setJti(crypto.randomUUID())
      .sign(privateKey);
  }

  /** Undefined for a token that is expired, foreign or not a token at all: the server tells these apart no more than we do. */
  async read(token: string): Promise<Caller | undefined> {
    const known = this.#read.get(token);
    if (known && known.end > Date.now() / 1000) return known.caller;
    const { publicKey } = await this.#pair();
    try {
      const { payload } = await jwtVerify(token, publicKey, { issuer: this.#issuer() });
      const organization = payload.organization as { uuid?: string } | undefined;
      const caller = {
        subject: payload.sub ?? "",
        scopes: new Set(String(payload.scope ?? "").split(" ")),
        organizationId: organization?.uuid,
      };
      this.#read.set(token, { caller, end: payload.exp ?? 0 });
      return caller;
    } catch {
      return undefined;
    }
  }

  async jwks(): Promise<{ keys: JWK[] }> {
    const jwk = await exportJWK((await this.#pair()).publicKey);
    return { keys: [{ ...jwk, kid: KEY_ID, alg: "RS256", use: "sig" }] };
  }

  /** @returns a refresh token, which gives another access token for the same */
  remember(grant: Grant): string {
    const token = crypto.randomUUID();
    this.#refreshTokens.set(token, grant);
    return token;
  }

  /** What was granted, once; undefined for a token that is unknown, was used, or is another client's. */
  redeem(token: string, clientId: string): Grant | undefined {
    const grant = this.#refreshTokens.get(token);
    if (grant?.clientId !== clientId) return undefined;
    this.#refreshTokens.delete(token);
    return grant;
  }

  /** All tokens made so far are refused from now on. */
  revokeAll(): void {
    this.#keys = undefined;
    this.#read.clear();
    this.#refreshTokens.clear();
  }

  /** None is made or read any more. */
  close(): void {
    this.#pairs.giveBack();
  }

  #pair(): ReturnType<KeyPairs["take"]> {
    this.#keys ??= this.#pairs.take();
    return this.#keys;
  }
}

/** Only the sandbox's own organisation has one here. */
function handleOf(organizationId: string): { handle?: string } {
  return organizationId === seed.organizationId ? { handle: seed.organization } : {};
}
