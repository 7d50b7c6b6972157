import { type CryptoKey, generateKeyPair } from "jose";

interface KeyPair {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
}

const spare: KeyPair[] = [];

/**
 * The RSA key pairs of an emulator. To make one takes a tenth of a second of processor time, most of an emulator's start: one that is closed
 * leaves its pairs to those that this process starts later. No two that run have the same.
 *
 * @example
 * const pairs = new KeyPairs();
 * const { privateKey } = await pairs.take();
 * pairs.giveBack();
 */
export class KeyPairs {
  readonly #taken: KeyPair[] = [];

  async take(): Promise<KeyPair> {
    const pair = spare.pop() ?? (await generateKeyPair("RS256"));
    this.#taken.push(pair);
    return pair;
  }

  /** All that were taken; they must not be used any more. */
  giveBack(): void {
    spare.push(...this.#taken.splice(0));
  }
}
