import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";

interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

/** The tenant's signing keys: the newest signs, the older ones stay published so that their tokens can be verified. */
export class SigningKeys {
  #keys: SigningKey[];

  private constructor(first: SigningKey) {
    this.#keys = [first];
  }

  static async create(): Promise<SigningKeys> {
    return new SigningKeys(await makeKey());
  }

  /** @param keepOld false takes the older keys out of the JWKS, as Entra does after a compromise */
  async rotate(keepOld = true): Promise<string> {
    const key = await makeKey();
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
}

async function makeKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, publicKey, privateKey, jwk: { kty: "RSA", use: "sig", kid, x5t: kid, ...jwk } };
}
