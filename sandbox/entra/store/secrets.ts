import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const digest = (salt: string, secret: string) => createHash("sha256").update(`${salt}:${secret}`).digest();

/** Salted hashes of client secrets (by `keyId`) and passwords (by user id). The clear text is never kept. */
export class SecretStore {
  readonly #hashes = new Map<string, { salt: string; hash: Buffer }>();

  set(id: string, secret: string): void {
    const salt = randomBytes(16).toString("hex");
    this.#hashes.set(id, { salt, hash: digest(salt, secret) });
  }

  matches(id: string, secret: string): boolean {
    const kept = this.#hashes.get(id);
    return kept !== undefined && timingSafeEqual(kept.hash, digest(kept.salt, secret));
  }

  delete(id: string): void {
    this.#hashes.delete(id);
  }

  /** `Directory.clear` calls it of each of its parts. */
  clear(): void {
    this.#hashes.clear();
  }
}

/** A client secret in the form that Entra makes: 40 characters, a `~` and dots in it. */
export function makeSecretText(): string {
  const text = randomBytes(40).toString("base64url").replaceAll("_", ".").replaceAll("-", ".");
  return `${text.slice(0, 3)}8Q~${text.slice(3, 37)}`;
}
