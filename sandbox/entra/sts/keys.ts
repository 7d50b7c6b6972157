import { type CryptoKey, calculateJwkThumbprint, exportJWK, type JWK, type JWTPayload, SignJWT } from "jose";
import { KeyPairs } from "../../kit/keyPairs.ts";
import type { Caller } from "../caller.ts";

interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

/** The tenant's signing keys: the newest signs, the older ones stay published so that their tokens can be verified. */
export class SigningKeys {
  readonly #pairs = new KeyPairs();
  #keys: SigningKey[] = [];
  /** What was found in tokens whose signature held: to look at it again would be most of a small request. */
  readonly verified = new Map<string, { caller: Caller; end: number }>();

  static async create(): Promise<SigningKeys> {
    const keys = new SigningKeys();
    await keys.rotate();
    return keys;
  }

  /** @param keepOld false takes the older keys out of the JWKS, as Entra does after a compromise */
  async rotate(keepOld = true): Promise<string> {
    const key = await this.#makeKey();
    this.verified.clear();
    this.#keys = keepOld ? [key, ...this.#keys] : [key];
    return key.kid;
  }

  jwks(issuer: string): { keys: JWK[] } {
    return { keys: this.#keys.map(({ jwk }) => ({ ...jwk, issuer })) };
  }

  /** The key that a token names. */
  verifier({ kid }: { kid?: string }): CryptoKey {
    const key = this.#keys.find((candidate) => candidate.kid === kid);
    if (!key) throw Object.assign(new Error("unknown kid"), { code: "ERR_JWKS_NO_MATCHING_KEY" });
    return key.publicKey;
  }

  /** `x5t` only in v1.0 tokens (access-token-claims-reference). */
  sign(claims: JWTPayload): Promise<string> {
    const { kid, privateKey } = this.#keys[0] as SigningKey;
    const header = { typ: "JWT", alg: "RS256", kid, ...(claims.ver === "1.0" ? { x5t: kid } : {}) };
    return new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
  }

  /** Nothing is signed any more. */
  close(): void {
    this.#pairs.giveBack();
  }

  async #makeKey(): Promise<SigningKey> {
    const { publicKey, privateKey } = await this.#pairs.take();
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    return { kid, publicKey, privateKey, jwk: { kty: "RSA", use: "sig", kid, x5t: kid, ...jwk } };
  }
}
